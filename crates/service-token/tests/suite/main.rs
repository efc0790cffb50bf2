//! Tokens: what is minted is taken, and nothing else is. (How a service answers a refused one is tested in `mcp-kit`.)
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::Duration;

use clock::Clock;
use jiff::Timestamp;
use proptest::prelude::*;
use service_token::{Claims, Key, LEEWAY, LIFETIME, TokenError, mint, verify};

fn key(fill: char) -> Key {
    Key::new(&fill.to_string().repeat(32).into()).unwrap()
}

fn noon() -> Clock {
    Clock::fixed("2026-07-28T12:00:00Z".parse::<Timestamp>().unwrap())
}

fn claims(service: &str, user: &str, household: bool) -> Claims {
    Claims {
        service: service.to_owned(),
        user: user.to_owned(),
        household,
        time_zone: household.then(|| "Europe/Madrid".to_owned()),
    }
}

proptest! {
    #[test]
    fn what_is_minted_says_the_same_when_read(service in "[a-z-]{1,20}", user in "[a-z0-9._-]{1,64}", household: bool) {
        let said = claims(&service, &user, household);
        let token = mint(&key('a'), &noon(), &said);
        prop_assert_eq!(verify(&key('a'), &noon(), &service, &token), Ok(said));
    }

    #[test]
    fn a_token_with_any_character_changed_is_refused(position in any::<prop::sample::Index>(), with in "[A-Za-z0-9_.-]") {
        let token = mint(&key('a'), &noon(), &claims("journal", "ana", false));
        let position = position.index(token.len());
        let changed = format!("{}{with}{}", &token[..position], &token[position + 1..]);
        prop_assume!(changed != token);
        // The last character of base64 without padding has bits that mean nothing, so another may stand for the same bytes.
        prop_assume!(position + 1 < token.len());
        prop_assert!(verify(&key('a'), &noon(), "journal", &changed).is_err());
    }

    #[test]
    fn no_text_is_a_token_by_chance(text in "\\PC{0,200}") {
        prop_assert!(verify(&key('a'), &noon(), "journal", &text).is_err());
    }

    #[test]
    fn a_token_is_good_for_its_minute_and_the_leeway(seconds in 0_u64..200) {
        let clock = noon();
        let token = mint(&key('a'), &clock, &claims("journal", "ana", false));
        clock.advance(Duration::from_secs(seconds));
        let good = seconds < (LIFETIME + LEEWAY).as_secs();
        let read = verify(&key('a'), &clock, "journal", &token);
        prop_assert_eq!(read.is_ok(), good);
        prop_assert!(good || read == Err(TokenError::Expired));
    }
}

#[test]
fn another_service_or_another_secret_is_told_apart() {
    let token = mint(&key('a'), &noon(), &claims("journal", "ana", false));
    assert_eq!(verify(&key('a'), &noon(), "garmin", &token), Err(TokenError::OtherService));
    assert_eq!(verify(&key('b'), &noon(), "journal", &token), Err(TokenError::Signature));
}

#[test]
fn a_secret_has_at_least_32_bytes() {
    assert!(Key::new(&"x".repeat(31).into()).is_err());
    assert!(Key::new(&"x".repeat(32).into()).is_ok());
}
