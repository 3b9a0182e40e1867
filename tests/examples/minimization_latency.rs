//! How soon the minimization service answers: from the request to the first positions in the room, and from the stop to
//! the end of the run. Through relay and room, for the ligand of a receptor in its pocket (MMFF94s); medians of ten.
//!
//! ```sh
//! cargo build --release -p geminal-tests --bin service
//! cargo run --release -p geminal-tests --example minimization_latency
//! ```
#![allow(clippy::unwrap_used, reason = "a measurement that fails has failed")]

use std::path::Path;
use std::time::{Duration, Instant};

use geminal_room::Minimize;
use geminal_tests::{Stack, event};

const RUNS: usize = 10;

#[tokio::main]
async fn main() {
    let example = std::env::current_exe().unwrap();
    let service = example.parent().unwrap().with_file_name("service");
    let stack = Stack::start(service, &["minimization"]).await;
    let room = stack.room().await;
    let mut events = room.events();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/complexes/5ht1b.pdb.gz");
    let data = std::fs::read(file).unwrap();
    room.with(move |room| {
        room.open_file("5ht1b.pdb.gz", &data).unwrap();
        room.select("resname LIG", None).unwrap();
    })
    .await
    .unwrap();
    for forcefield in ["uff", "mmff94s"] {
        let (mut first, mut stop) = (Vec::new(), Vec::new());
        for _ in 0..=RUNS {
            let how = Minimize { forcefield: forcefield.into(), steps: 100_000, ..Minimize::default() };
            let begin = Instant::now();
            room.with(move |room| room.minimize(&how).unwrap()).await.unwrap();
            event(&mut events, "moved").await;
            first.push(begin.elapsed());
            tokio::time::sleep(Duration::from_millis(200)).await;
            let begin = Instant::now();
            room.with(|room| room.stop_minimization().unwrap()).await.unwrap();
            event(&mut events, "notification").await;
            stop.push(begin.elapsed());
        }
        // The first run starts the session.
        println!(
            "{forcefield}: first positions after {:?}, stopped after {:?}",
            median(&first[1..]),
            median(&stop[1..])
        );
    }
}

fn median(times: &[Duration]) -> Duration {
    let mut times = times.to_vec();
    times.sort();
    times[times.len() / 2]
}
