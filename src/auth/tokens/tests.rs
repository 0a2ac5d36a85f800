use super::*;
use crate::config::Config;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const SECRET: &str = "0123456789abcdef0123456789abcdef";

fn tokens(secret: &str) -> AccessTokens {
    let toml = format!("[auth]\nsecret = \"{secret}\"");
    AccessTokens::new(&Config::from_toml(&toml).expect("settings").auth)
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_720_000_000 + seconds, 0).expect("an instant")
}

fn code_of(outcome: Result<AccessClaims>) -> Option<Code> {
    outcome.err().map(|error| error.code())
}

/// A token with our header and claims, changed by `change`, signed with `secret` under the claimed algorithm.
fn forge(secret: &str, header: &serde_json::Value, change: impl Fn(&mut serde_json::Value)) -> String {
    let tokens = tokens(SECRET);
    let token = tokens.issue("u", "s", Role::Cashier, at(0)).expect("a token");
    let claims = token.split('.').nth(1).expect("claims");
    let mut claims = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).expect("base64")).expect("JSON");
    change(&mut claims);
    let part = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let message = format!("{}.{}", part(header), part(&claims));
    let key = EncodingKey::from_secret(secret.as_bytes());
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key, ALGORITHM).expect("a signature");
    format!("{message}.{signature}")
}

fn our_header() -> serde_json::Value {
    let id = tokens(SECRET).keys.expect("keys").id;
    serde_json::json!({"alg": "HS256", "typ": TYPE, "kid": id})
}

#[test]
fn a_token_says_who_and_lives_its_time_and_leeway() {
    let tokens = tokens(SECRET);
    let token = tokens.issue("user", "session", Role::Cashier, at(0)).expect("a token");
    let claims = tokens.check(&token, at(0)).expect("valid");
    assert_eq!((claims.sub.as_str(), claims.sid.as_str()), ("user", "session"));
    assert_eq!(claims.aud, "golden-beans/cashier");
    assert_eq!(claims.exp - claims.iat, 900);
    assert!(tokens.check(&token, at(929)).is_ok());
    assert_eq!(code_of(tokens.check(&token, at(930))), Some(Code::TokenExpired));
    assert!(tokens.check(&token, at(-30)).is_ok());
    assert_eq!(code_of(tokens.check(&token, at(-31))), Some(Code::NotLoggedIn));
}

#[test]
fn what_is_forged_by_the_right_key_is_taken() {
    // Shows that the refusals below are for the named reason, not for a broken forgery.
    assert!(tokens(SECRET).check(&forge(SECRET, &our_header(), |_| {}), at(0)).is_ok());
}

#[test]
fn forgeries_are_refused() {
    let tokens = tokens(SECRET);
    let mut headers = Vec::new();
    for algorithm in ["none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
        let mut header = our_header();
        header["alg"] = algorithm.into();
        headers.push(header);
    }
    for (name, value) in [("typ", "JWT"), ("kid", "0000000000000000")] {
        let mut header = our_header();
        header[name] = value.into();
        headers.push(header);
    }
    for header in headers {
        let forged = forge(SECRET, &header, |_| {});
        assert_eq!(code_of(tokens.check(&forged, at(0))), Some(Code::NotLoggedIn), "{header}");
        let unsigned = forged.rsplit_once('.').expect("a signature").0;
        assert_eq!(
            code_of(tokens.check(&format!("{unsigned}."), at(0))),
            Some(Code::NotLoggedIn),
            "{header}"
        );
    }
    let other_key = forge("another secret of 32 characters!", &our_header(), |_| {});
    assert_eq!(code_of(tokens.check(&other_key, at(0))), Some(Code::NotLoggedIn));
}

#[test]
fn claims_must_be_there_and_ours() {
    let tokens = tokens(SECRET);
    for claim in ["iss", "aud", "sub", "sid", "jti", "iat", "nbf", "exp"] {
        let forged = forge(SECRET, &our_header(), |claims| {
            claims.as_object_mut().expect("an object").remove(claim);
        });
        assert_eq!(code_of(tokens.check(&forged, at(0))), Some(Code::NotLoggedIn), "without {claim}");
    }
    for (claim, value) in [("iss", "elsewhere"), ("aud", "golden-beans/root"), ("exp", "tomorrow")] {
        let forged = forge(SECRET, &our_header(), |claims| claims[claim] = value.into());
        assert_eq!(code_of(tokens.check(&forged, at(0))), Some(Code::NotLoggedIn), "{claim}");
    }
}

#[test]
fn a_changed_or_broken_token_is_refused() {
    let tokens = tokens(SECRET);
    let token = tokens.issue("user", "session", Role::Admin, at(0)).expect("a token");
    for position in [token.find('.').expect("a dot") + 5, token.len() - 10] {
        let mut bytes = token.clone().into_bytes();
        bytes[position] = if bytes[position] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).expect("ASCII");
        assert_eq!(code_of(tokens.check(&changed, at(0))), Some(Code::NotLoggedIn));
    }
    for broken in ["", ".", "..", "a.b.c", &"A".repeat(5000), &token[..token.len() - 1]] {
        assert_eq!(code_of(tokens.check(broken, at(0))), Some(Code::NotLoggedIn), "{broken:.20}");
    }
}

#[test]
fn without_a_secret_nothing_is_signed_or_taken() {
    let none = tokens("");
    assert_eq!(none.issue("u", "s", Role::Admin, at(0)).err().map(|e| e.code()), Some(Code::Internal));
    let forged = forge("x", &our_header(), |_| {});
    assert_eq!(code_of(none.check(&forged, at(0))), Some(Code::Internal));
}
