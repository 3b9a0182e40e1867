//! Registration: the payload of `plugin_connection`, UTF-8 JSON without a length before it.

use serde::{Deserialize, Serialize};

/// Hash of the only permission that exists: to read and write files on the presenter's machine.
pub const LOCAL_FILES_ACCESS: u32 = crate::name_hash("local_files_access");

/// What a plugin says about itself when it connects. Keys that are missing take their defaults; keys that are unknown
/// are ignored.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Registration {
    /// The plugin's name in the list of plugins.
    pub name: String,
    /// One paragraph for people.
    pub description: String,
    /// The first tag, or empty.
    #[serde(deserialize_with = "null_as_default")]
    pub category: String,
    /// What the plugin is about.
    #[serde(deserialize_with = "null_as_default")]
    pub tags: Vec<String>,
    /// Whether the plugin has a second button, "advanced settings".
    #[serde(rename = "hasAdvanced")]
    pub has_advanced: bool,
    /// The key, upper-case hexadecimal by custom.
    pub auth: Option<String>,
    /// Hashes of the permissions it asks for ([`LOCAL_FILES_ACCESS`]).
    #[serde(deserialize_with = "null_as_default")]
    pub permissions: Vec<u32>,
    /// Request hashes of the integrations it serves.
    #[serde(deserialize_with = "null_as_default")]
    pub integrations: Vec<u32>,
}

impl Registration {
    /// A plugin with the given name; the first of `tags` becomes the category.
    pub fn new(name: impl Into<String>, description: impl Into<String>, tags: &[&str]) -> Self {
        Self {
            name: name.into(),
            description: description.into(),
            category: tags.first().map_or_else(String::new, |&tag| tag.to_owned()),
            tags: tags.iter().map(|&tag| tag.to_owned()).collect(),
            ..Self::default()
        }
    }

    /// Reads the payload of `plugin_connection`.
    ///
    /// # Errors
    /// When the payload is not a JSON object of these fields; the message says where.
    pub fn decode(payload: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(payload)
    }

    /// The payload of `plugin_connection`.
    pub fn encode(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default() // strings, numbers and lists always serialize
    }
}

fn null_as_default<'de, D: serde::Deserializer<'de>, T: Deserialize<'de> + Default>(
    input: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(input)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registrations() {
        let full = Registration {
            has_advanced: true,
            auth: Some("A1".into()),
            permissions: vec![403_903_525],
            integrations: vec![446_506_409],
            ..Registration::new("Minimize", "Relaxes", &["Physics", "Energy"])
        };
        for (json, expected) in [
            // The order and spacing of the Python library.
            (
                r#"{"name": "Minimize", "description": "Relaxes", "category": "Physics", "tags": ["Physics", "Energy"], "hasAdvanced": true, "auth": "A1", "permissions": [403903525], "integrations": [446506409]}"#,
                Some(full.clone()),
            ),
            (
                r#"{"name": "x", "auth": null, "more": 1, "tags": null}"#,
                Some(Registration::new("x", "", &[])),
            ),
            ("{}", Some(Registration::default())),
            ("", None),
            ("[1]", None),
            (r#"{"name": 7}"#, None),
            (r#"{"permissions": [-1]}"#, None),
        ] {
            assert_eq!(Registration::decode(json.as_bytes()).ok(), expected, "{json}");
        }
        assert_eq!(Registration::decode(&full.encode()).ok(), Some(full));
    }
}
