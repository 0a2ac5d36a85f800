//! A shop's refund PIN: asked for where it is set, told to nobody, and not to be guessed.

use crate::both_databases;
use crate::district::{District, id_of};
use crate::support::{Answer, TestApp};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

const PIN: &str = "482915";

/// A redemption of six beans that the shop may refund.
async fn redeemed(district: &mut District) -> String {
    district.earn(2).await;
    let code = district.pay_code().await;
    id_of(&district.redeem(&code, "6").await.expect(201))
}

async fn refund(district: &District, id: &str, pin: Option<&str>, key: &str) -> Answer {
    let path = format!("/checkout/redemptions/{id}/refunds");
    let body = json!({ "beans": "1", "reason": "退货" });
    let mut request =
        district.cashier.request(Method::POST, &path).header("idempotency-key", key).json(&body);
    if let Some(pin) = pin {
        request = request.header("refund-pin", pin);
    }
    district.cashier.send(request, format!("refund with {pin:?}")).await
}

async fn set_pin(district: &District, pin: serde_json::Value) -> Answer {
    district.admin.post(&format!("/shops/{}/refund-pin", district.shop_id), &json!({ "pin": pin })).await
}

both_databases! {
    async fn a_refund_asks_for_the_pin_where_one_is_set(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        let id = redeemed(&mut district).await;
        refund(&district, &id, None, "before").await.expect(201);
        assert_eq!(district.cashier.get("/checkout/summary").await.expect(200)["refund_asks_pin"], false);

        assert_eq!(set_pin(&district, json!(PIN)).await.status, 204);
        assert_eq!(district.cashier.get("/checkout/summary").await.expect(200)["refund_asks_pin"], true);
        refund(&district, &id, None, "one").await.expect_problem(403, "refund_pin_required");
        refund(&district, &id, Some("482916"), "one").await.expect_problem(403, "refund_pin_wrong");
        // A refusal for the PIN is no answer to the key: with the right one it goes through, once.
        refund(&district, &id, Some(PIN), "one").await.expect(201);
        let again = refund(&district, &id, None, "one").await;
        assert_eq!(again.header("idempotency-replayed"), "true");
        again.expect(201);
        assert_eq!(district.resident.get("/wallet").await.expect(200)["balance"], "6.00");

        assert_eq!(set_pin(&district, json!(null)).await.status, 204);
        refund(&district, &id, None, "after").await.expect(201);
        district.verify().await;
    }

    async fn wrong_pins_lock_the_shops_refunds_for_a_while(app: TestApp) {
        let (mut district, _) = District::with_season(app).await;
        let id = redeemed(&mut district).await;
        set_pin(&district, json!(PIN)).await;
        let mut codes = Vec::new();
        for guess in 0..6 {
            codes.push(refund(&district, &id, Some(&format!("{guess:06}")), "guess").await.code().to_owned());
        }
        assert_eq!(codes.iter().filter(|code| *code == "refund_pin_wrong").count(), 5, "{codes:?}");
        let locked = refund(&district, &id, Some(PIN), "right").await.expect_problem(429, "account_locked");
        assert!(locked.header("retry-after").parse::<u32>().unwrap() > 0);
        // Redeeming goes on, and the lock ends.
        let code = district.pay_code().await;
        district.redeem(&code, "1").await.expect(201);
        district.at(district.app.now() + TimeDelta::minutes(16)).await;
        refund(&district, &id, Some(PIN), "right").await.expect(201);
    }

    async fn only_digits_of_a_known_shop_are_a_pin(app: TestApp) {
        let district = District::new(app).await;
        for pin in ["12345", "1234567890123", "12345a", "１２３４５６", ""] {
            set_pin(&district, json!(pin)).await.expect_field("pin", "not_a_pin");
        }
        district.admin.post("/shops/nothing/refund-pin", &json!({ "pin": PIN })).await.expect_problem(404, "not_found");
        district.cashier.post(&format!("/shops/{}/refund-pin", district.shop_id), &json!({ "pin": PIN })).await
            .expect_problem(403, "forbidden");
    }
}
