//! Reading the shared reference data.
#![expect(clippy::unwrap_used, reason = "reference data that does not read fails the test")]

use geminal_chemistry::{BondOrder, Element, Graph};

/// A file of the shared reference data, or nothing (with a note) where it is not at hand.
pub fn shared(path: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let root = std::env::var("GEMINAL_SHARED").unwrap_or_else(|_| beside.to_owned());
    let text = std::fs::read_to_string(format!("{root}/{path}")).ok();
    if text.is_none() {
        println!("skipped: {path} is not at hand");
    }
    text
}

/// One record of an SDF: graph, coordinates and data.
#[allow(dead_code, reason = "not every test reads every part")]
pub struct Record {
    pub name: String,
    pub graph: Graph,
    pub positions: Vec<[f64; 3]>,
    pub data: Vec<(String, String)>,
}

/// Records of an SDF in the V2000 format.
pub fn records(sdf: &str) -> Vec<Record> {
    sdf.split("$$$$\n").filter(|text| !text.trim().is_empty()).map(record).collect()
}

fn record(text: &str) -> Record {
    let lines: Vec<&str> = text.lines().collect();
    let cell = |line: &str, from: usize, to: usize| line[from..to].trim().parse::<i64>().unwrap();
    let (atoms, bonds) = (cell(lines[3], 0, 3) as usize, cell(lines[3], 3, 6) as usize);
    let (mut elements, mut charges, mut positions) = (Vec::new(), vec![0i8; atoms], Vec::new());
    for line in &lines[4..4 + atoms] {
        positions.push([0, 10, 20].map(|k| line[k..k + 10].trim().parse().unwrap()));
        elements.push(Element::from_symbol(line[31..34].trim()).unwrap());
    }
    let (mut pairs, mut orders) = (Vec::new(), Vec::new());
    for line in &lines[4 + atoms..4 + atoms + bonds] {
        pairs.push([cell(line, 0, 3) as u32 - 1, cell(line, 3, 6) as u32 - 1]);
        let order = cell(line, 6, 9) as usize - 1;
        orders.push([BondOrder::Single, BondOrder::Double, BondOrder::Triple, BondOrder::Aromatic][order]);
    }
    let mut data = Vec::new();
    let mut rest = lines[4 + atoms + bonds..].iter();
    while let Some(line) = rest.next() {
        if let Some(list) = line.strip_prefix("M  CHG") {
            let cells: Vec<i64> = list.split_whitespace().skip(1).map(|c| c.parse().unwrap()).collect();
            for pair in cells.chunks(2) {
                charges[pair[0] as usize - 1] = pair[1] as i8;
            }
        } else if line.starts_with('>') {
            let name = line.split(['<', '>']).nth(2).unwrap_or_default();
            data.push((name.to_owned(), rest.next().unwrap_or(&"").to_string()));
        }
    }
    let graph = Graph::from_parts(elements, charges, pairs, orders);
    Record { name: lines[0].to_owned(), graph, positions, data }
}
