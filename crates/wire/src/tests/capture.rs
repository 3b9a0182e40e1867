//! A workspace that a real room (1.24.2) sent.

use std::path::PathBuf;

use crate::structure::SecondaryStructure;
use crate::{Command, Entry, Head, VersionTable, Versions};

/// The folder with reference data: `GEMINAL_SHARED`, or `shared` beside the checkout.
fn shared(path: &str) -> Option<Vec<u8>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let folder = std::env::var_os("GEMINAL_SHARED").map_or_else(|| beside.into(), PathBuf::from);
    std::fs::read(folder.join("reference/nanome").join(path)).ok()
}

fn room_table(json: &[u8]) -> VersionTable {
    let rows: serde_json::Map<_, _> = serde_json::from_slice(json).unwrap();
    VersionTable(rows.into_iter().map(|(name, version)| (name, version.as_u64().unwrap() as u8)).collect())
}

#[test]
fn workspace_of_5ceo() {
    let (Some(table), Some(capture)) =
        (shared("version_table_1_24_2.json"), shared("workspace_response.bin"))
    else {
        println!("skipped: no reference data (set GEMINAL_SHARED)");
        return;
    };
    let room = room_table(&table);
    assert_eq!(room.0.len(), 239);
    let versions = Versions::negotiated(&room, &VersionTable::library());
    assert!(
        !versions.flags_responses && Versions::negotiated(&room, &VersionTable::newest()).flags_responses
    );

    let received = Command::decode(&capture, &versions).unwrap();
    let head = Head::of(&capture).unwrap();
    assert_eq!((received.request_id, received.command.row().hash), (head.request_id, head.hash));
    let Command::WorkspaceResponse(workspace) = &received.command else { panic!("no workspace") };
    assert_eq!(workspace.atoms.len(), 2265);
    assert!(workspace.atoms.iter().all(|(uid, atom)| uid.0 == atom.index && !atom.symbol.is_empty()));

    let [complex] = &workspace.structure.complexes[..] else { panic!("several complexes") };
    let chains = &complex.molecules[0].chains;
    let counts: Vec<_> = chains.iter().map(|chain| (chain.name.as_str(), chain.residues.len())).collect();
    assert_eq!(counts, [("A", 269), ("HA", 72)]);
    let helical =
        chains[0].residues.iter().filter(|r| r.secondary_structure == SecondaryStructure::Helix).count();
    assert!((50..200).contains(&helical), "{helical} residues in helices");
    let by_uid = workspace.by_uid();
    let residues = chains.iter().flat_map(|chain| &chain.residues);
    assert!(
        residues
            .flat_map(|residue| &residue.bonds)
            .all(|bond| bond.atoms.iter().all(|uid| by_uid.contains_key(uid)))
    );

    let [entry] = &Entry::from_workspace(workspace).unwrap()[..] else { panic!("several entries") };
    entry.structure.check().unwrap();
    assert_eq!((entry.structure.atom_count(), entry.structure.bonds.len()), (2265, 2257));
    assert_eq!(entry.structure.chains.id.as_slice(), ["A"]);
    assert!(Entry::to_workspace([entry], &workspace.structure).unwrap() == *workspace);

    assert!(received.command.encode(received.request_id, &versions) == capture[..received.length]);
    assert!(capture[received.length..].iter().all(|&byte| byte == 0), "the file is padded with zeros");
}
