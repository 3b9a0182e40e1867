//! Live logs of plugins (type 10): one GELF object each, into our own log under the target `plugin_log`.

use serde::Deserialize;

/// The longest message that is shown.
const LONGEST: usize = 4096;

/// The fields of GELF that are shown. Levels are syslog's: 0 emergency ... 3 error, 4 warning ... 7 debug.
#[derive(Debug, Deserialize)]
struct Gelf {
    #[serde(default)]
    short_message: String,
    #[serde(default = "informational")]
    level: i64,
    #[serde(default, rename = "_session_id")]
    session: serde_json::Value,
    #[serde(default, rename = "_username")]
    user: serde_json::Value,
}

fn informational() -> i64 {
    6
}

/// Shows a line of log; `false` if it is none.
pub(crate) fn show(plugin: u32, name: &str, payload: &[u8]) -> bool {
    let Ok(Gelf { short_message, level, session, user }) = serde_json::from_slice(payload) else {
        return false;
    };
    // Escaped: a plugin must not be able to forge lines of ours.
    let message: String = short_message.chars().take(LONGEST).flat_map(char::escape_debug).collect();
    macro_rules! show {
        ($level:ident) => {
            tracing::$level!(target: "plugin_log", plugin, name, %session, %user, "{message}")
        };
    }
    match level {
        ..=3 => show!(error),
        4 => show!(warn),
        5..=6 => show!(info),
        _ => show!(debug),
    }
    true
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_is_a_line_of_log() {
        for (payload, expected) in [
            (r#"{"version":"1.1","short_message":"hi","level":6,"_session_id":7,"_plugin_name":"x"}"#, true),
            (r#"{"short_message":"no level","_session_id":null}"#, true),
            ("{}", true),
            ("hi", false),
            (r#"{"short_message":1}"#, false),
            ("", false),
        ] {
            assert_eq!(super::show(1, "x", payload.as_bytes()), expected, "{payload}");
        }
    }
}
