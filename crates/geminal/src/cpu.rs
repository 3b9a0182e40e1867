//! Does this processor have what the program is compiled for?
//!
//! The workspace is built for x86-64-v3 (`.cargo/config.toml`): on an older processor the kernels would end in an
//! illegal instruction. The standard library's own test is no help here, since it answers at compile time for what the
//! program is compiled for; so the system is asked.

/// What the kernels need, as Linux names it.
const NEEDED: [&str; 4] = ["avx2", "fma", "bmi2", "movbe"];

/// The first thing the processor lacks, as far as the system tells.
#[inline(never)]
pub fn missing() -> Option<&'static str> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64", target_feature = "avx2")) {
        return None;
    }
    let facts = std::fs::read("/proc/cpuinfo").ok()?;
    missing_in(&facts)
}

/// Says so, and what to do.
#[inline(never)]
pub fn refuse(missing: &str) {
    eprintln!(
        "geminal: this processor has no {missing}; the program is built for x86-64-v3 (AVX2 and FMA: Intel Haswell of \
         2013, AMD Excavator of 2015, or later).\nBuild it for this processor from its source: \
         RUSTFLAGS=\"-C target-cpu=native\" cargo build --release"
    );
}

/// Looks at the first line of flags; a file without one says nothing.
fn missing_in(facts: &[u8]) -> Option<&'static str> {
    let mut lines = facts.split(|byte| *byte == b'\n');
    let flags = lines.find(|line| line.starts_with(b"flags"))?;
    let has = |needed: &str| flags.split(|byte| *byte == b' ').any(|flag| flag == needed.as_bytes());
    NEEDED.into_iter().find(|needed| !has(needed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing() {
        for (facts, expected) in [
            ("processor\t: 0\nflags\t\t: fpu avx avx2 fma bmi1 bmi2 movbe\n", None),
            ("processor\t: 0\nflags\t\t: fpu sse4_2 avx\n", Some("avx2")),
            ("flags\t\t: avx2 fma4 bmi2 movbe\n", Some("fma")),
            ("flags\t\t: avx2 fma bmi2 movbe", None),
            ("Features\t: fp asimd\n", None),
            ("", None),
        ] {
            assert_eq!(missing_in(facts.as_bytes()), expected, "{facts}");
        }
        assert_eq!(missing(), None);
    }
}
