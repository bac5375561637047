//! Writes the population table that ships: `cargo run -p noroshi-outside --example population >
//! crates/outside/data/population.csv`. Every cell is the product of three margins, rounded down to one significant
//! digit; the margins and where they come from are in `data/SOURCE.md`.

use noroshi_outside::region::regions;

/// Organisations by number of employees: 100–299, 300–999, 1,000 and more.
const SIZES: [(&str, &str, u64); 3] = [("100", "299", 40_000), ("300", "999", 12_000), ("1000", "", 4_000)];

/// Per mille of those organisations by division.
const SECTORS: &[(&str, u64)] = &[
    ("A", 4),
    ("C", 1),
    ("D", 30),
    ("E", 220),
    ("F", 3),
    ("G", 60),
    ("H", 80),
    ("I", 150),
    ("J", 15),
    ("K", 12),
    ("L", 25),
    ("M", 40),
    ("N", 30),
    ("O", 35),
    ("P", 190),
    ("Q", 10),
    ("R", 65),
    ("S", 30),
];

fn main() {
    print!(
        "\
# name: 日本の中規模以上の組織の概数 / larger organisations of Japan, rough
# source: 公的統計から知られる規模別・産業大分類別の組織数の桁と令和2年国勢調査の人口から、独立と仮定して按分し1桁に切り捨てた推計 / estimate: known orders of magnitude by size and by JSIC division, spread by inhabitants (2020 census) as if independent, rounded down to one digit
# date: 2021
# estimate: yes
# margin: 3
# dated_events_per_year: 400
sector,region,size_min,size_max,organisations
"
    );
    let all: u64 = regions().iter().map(|region| u64::from(region.inhabitants)).sum();
    for (sector, share) in SECTORS {
        for region in regions() {
            for (first, last, count) in SIZES {
                let organisations = count * share * u64::from(region.inhabitants) / (1000 * all);
                let organisations = round_down(organisations);
                if organisations > 0 {
                    println!("{sector},{},{first},{last},{organisations}", region.ja);
                }
            }
        }
    }
}

/// To one significant digit.
fn round_down(count: u64) -> u64 {
    let unit = 10_u64.pow(count.max(1).ilog10());
    count / unit * unit
}
