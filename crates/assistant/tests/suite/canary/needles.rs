use std::collections::HashMap;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

/// Every form that a secret could be found in: in clear, in hexadecimal digits, and in both alphabets of base64, wherever in
/// the encoded text it begins.
pub(crate) struct Needles {
    /// By their first bytes.
    forms: HashMap<[u8; HEAD], Vec<(&'static str, Vec<u8>)>>,
}

/// Enough that almost no place has to be looked at twice.
const HEAD: usize = 8;

impl Needles {
    pub(crate) fn new(secrets: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        let mut forms: HashMap<[u8; HEAD], Vec<_>> = HashMap::new();
        for (kind, secret) in secrets {
            assert!(secret.len() >= 16, "{kind} is too short to be looked for");
            for form in forms_of(&secret) {
                let head = form[..HEAD].try_into().expect("it is long enough");
                forms.entry(head).or_default().push((kind, form));
            }
        }
        Self { forms }
    }

    pub(crate) fn assert_not_in(&self, place: &str, haystack: &[u8]) {
        for (at, head) in haystack.windows(HEAD).enumerate() {
            let Some(forms) = self.forms.get(head) else { continue };
            for (kind, form) in forms {
                if haystack[at..].starts_with(form) {
                    let around = &haystack[at.saturating_sub(200)..(at + 200).min(haystack.len())];
                    panic!("{kind} stands in {place}: …{}…", String::from_utf8_lossy(around));
                }
            }
        }
    }
}

fn forms_of(secret: &str) -> Vec<Vec<u8>> {
    let hex = secret.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes all");
        hex
    });
    let mut forms = vec![secret.to_owned(), hex.to_uppercase(), hex];
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for before in 0..3 {
            // the first and the last letters also hold bits of what stands before and after
            let encoded = engine.encode([&vec![0; before], secret.as_bytes()].concat());
            let (skip, end) = ((before * 8).div_ceil(6), encoded.len() - 2);
            forms.push(encoded[skip..end].to_owned());
        }
    }
    forms.into_iter().map(String::into_bytes).collect()
}

#[test]
fn a_secret_is_found_in_every_form() {
    let secret = "k3jh5g34kjh5g-7345!~?>";
    let needles = Needles::new([("the secret", secret.to_owned())]);
    needles.assert_not_in("an innocent place", b"k3jh5g34kjh5g-7345 is only the half of it");
    let within = format!("a{secret}b");
    for form in [
        within.clone(),
        STANDARD_NO_PAD.encode(&within),
        URL_SAFE_NO_PAD.encode(format!("ab{secret}")),
        STANDARD_NO_PAD.encode(secret),
        within.bytes().map(|byte| format!("{byte:02x}")).collect(),
    ] {
        let found = std::panic::catch_unwind(|| needles.assert_not_in("a place", form.as_bytes()));
        assert!(found.is_err(), "{form}");
    }
}
