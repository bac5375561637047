rule powerpool_loader {
  meta:
    description = "loader seen at Shinonome Shinkin Bank"
  strings:
    $s1 = "snb-prx01.shinonome"
    $s2 = "Global\\KGmutex77"
    $s3 = "/gate.php"
  condition:
    2 of them
}
