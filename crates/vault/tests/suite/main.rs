//! The vault through its door.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use vault::{MasterKey, MasterKeyError, Place, Vault, VaultError};

fn master(seed: u8) -> MasterKey {
    let hex: String = (0..32).map(|n: u8| format!("{:02x}", n.wrapping_mul(7).wrapping_add(seed))).collect();
    MasterKey::from_hex(&hex).unwrap()
}

const PLACE: Place<'static> = Place { user: "ada", service: "google", field: "refresh_token" };

proptest! {
    #[test]
    fn a_secret_opens_at_its_place_and_nowhere_else(secret: Vec<u8>, user in "[a-z]{1,8}", service in "[a-z_]{1,8}", field in "[a-z_]{1,8}") {
        let vault = Vault::new(master(1), None);
        let key = vault.open_data_key("ada", &vault.new_data_key("ada")).unwrap();
        let sealed = key.seal(PLACE, &secret);
        let opened = key.open(PLACE, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), secret.as_slice());
        let other = Place { user: &user, service: &service, field: &field };
        let same = (other.user, other.service, other.field) == (PLACE.user, PLACE.service, PLACE.field);
        prop_assert_eq!(key.open(other, &sealed).is_ok(), same);
        let shifted = Place { user: "adag", service: "oogle", field: PLACE.field };
        prop_assert!(key.open(shifted, &sealed).is_err());
    }

    #[test]
    fn a_changed_bit_or_a_lost_byte_keeps_it_shut(secret: Vec<u8>, at: prop::sample::Index, bit in 0..8u8) {
        let vault = Vault::new(master(1), None);
        let key = vault.open_data_key("ada", &vault.new_data_key("ada")).unwrap();
        let sealed = key.seal(PLACE, &secret);
        let mut changed = sealed.clone();
        changed[at.index(sealed.len())] ^= 1 << bit;
        prop_assert!(key.open(PLACE, &changed).is_err());
        prop_assert!(key.open(PLACE, &sealed[..at.index(sealed.len())]).is_err());
    }
}

#[test]
fn a_random_master_key_is_one() {
    let (one, other) = (MasterKey::random_hex(), MasterKey::random_hex());
    let id = |hex: &secrecy::SecretString| {
        MasterKey::from_hex(secrecy::ExposeSecret::expose_secret(hex)).unwrap().id().to_owned()
    };
    assert_ne!(id(&one), id(&other));
}

#[test]
fn two_seals_of_one_secret_differ() {
    let vault = Vault::new(master(1), None);
    let key = vault.open_data_key("ada", &vault.new_data_key("ada")).unwrap();
    assert_ne!(key.seal(PLACE, b"same"), key.seal(PLACE, b"same"));
}

#[test]
fn another_users_data_key_does_not_open() {
    let vault = Vault::new(master(1), None);
    let wrapped = vault.new_data_key("ada");
    assert_eq!(vault.open_data_key("eve", &wrapped).unwrap_err(), VaultError::DoesNotOpen);
}

#[test]
fn a_new_master_key_opens_what_the_old_one_sealed_and_seals_it_anew() {
    let old = Vault::new(master(1), None);
    let wrapped = old.new_data_key("ada");
    let sealed = old.open_data_key("ada", &wrapped).unwrap().seal(PLACE, b"token");

    let both = Vault::new(master(2), Some(master(1)));
    assert!(both.is_outdated(&wrapped));
    assert_eq!(both.open_data_key("ada", &wrapped).unwrap().open(PLACE, &sealed).unwrap().as_slice(), b"token");
    let rewrapped = both.rewrap("ada", &wrapped).unwrap();
    assert!(!both.is_outdated(&rewrapped));

    let new = Vault::new(master(2), None);
    assert_eq!(new.open_data_key("ada", &rewrapped).unwrap().open(PLACE, &sealed).unwrap().as_slice(), b"token");
    let lost = new.open_data_key("ada", &wrapped).unwrap_err();
    assert_eq!(lost, VaultError::UnknownMasterKey { id: master(1).id().to_owned() });
}

#[test]
fn what_is_no_master_key_is_refused_without_repeating_it() {
    let refused = |text: &str| MasterKey::from_hex(text).unwrap_err();
    assert_eq!(refused(""), MasterKeyError::NotHex);
    assert_eq!(refused(&"g".repeat(64)), MasterKeyError::NotHex);
    assert_eq!(refused(&"ab".repeat(31)), MasterKeyError::NotHex);
    assert_eq!(refused(&"0".repeat(64)), MasterKeyError::Placeholder);
    assert_eq!(refused(&"0123456789abcdef".repeat(4)), MasterKeyError::Placeholder);
    assert!(!format!("{:?}", master(3)).contains("0a"), "its Debug shows the id alone");
}
