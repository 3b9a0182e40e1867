//! Times the building of an assembly of about three million atoms, and tells the most memory the process has held:
//! 120 copies of 25,000 atoms in residues of eight, bonded along the chain.
//!
//! `cargo run --release -p geminal-benches --example assembly`

use std::error::Error;
use std::time::Instant;

use geminal_structure::{
    Assembly, AssemblyPart, AtomRecord, BondOrder, Builder, ChainIds, Element, Structure, Transform,
};

const ATOMS: usize = 25_000;
const COPIES: usize = 120;

fn main() -> Result<(), Box<dyn Error>> {
    let structure = unit();
    let start = Instant::now();
    let built = structure.assembly("1")?;
    let seconds = start.elapsed().as_secs_f64();
    built.check()?;
    // Linux only; elsewhere the figure is left out.
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak =
        status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown").trim().to_owned();
    println!(
        r#"{{"atoms": {}, "bonds": {}, "seconds": {seconds:.3}, "peak_memory": "{peak}"}}"#,
        built.atom_count(),
        built.bonds.len()
    );
    Ok(())
}

/// What is copied, with the operators.
fn unit() -> Structure {
    let mut builder = Builder::default();
    for atom in 0..ATOMS {
        if atom % 5_000 == 0 {
            builder.chain(["A", "B", "C", "D", "E"][atom / 5_000], "");
        }
        if atom % 8 == 0 {
            builder.residue("ALA", (atom / 8) as i32, 0);
        }
        let name = format!("C{}", atom % 8).into();
        let position = [0, 1, 2].map(|axis| (atom as f64 * [1.5, 0.7, 0.3][axis]) % 90.0);
        builder.atom(AtomRecord { name, element: Element::C, position, ..AtomRecord::default() });
        if atom % 5_000 != 0 {
            builder.bond(atom - 1, atom, BondOrder::Single);
        }
    }
    let chains = ChainIds::Author(["A", "B", "C", "D", "E"].map(Into::into).to_vec());
    let turn = |k: usize| Transform {
        translation: [k as f64, 0.0, 0.0],
        ..Transform::turn([1.0, 2.0, 3.0], k as f64 * 0.1)
    };
    let parts = vec![AssemblyPart { chains, transforms: (0..COPIES).map(turn).collect() }];
    let mut structure = builder.finish();
    structure.assemblies.push(Assembly { id: "1".to_owned(), details: String::new(), parts });
    structure
}
