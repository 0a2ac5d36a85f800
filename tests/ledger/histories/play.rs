//! One history on its way, to the ledger and to the model.

use super::ask::{self, Step};
use super::compare::{self, Ids, normal};
use super::history::{Change, Group, How, Op, RESIDENTS};
use crate::bookkeeper::Bookkeeper;
use crate::model::{Answer, Keyed, Model, Wish, local_day};
use crate::seeds::{self, Rules};
use chrono::{Days, TimeDelta};
use futures_util::future::join_all;
use golden_beans::ledger::awards;
use golden_beans::service::App;

pub struct Play<'a> {
    /// The first is for whatever is not asked of a ledger.
    apps: &'a [App],
    model: Model,
    ids: Ids,
    commands: Vec<Keyed>,
    bookkeeper: Bookkeeper,
}

/// How many codes back a redemption may reach: one of the newest is mostly live.
const CODES_BACK: usize = 4;

impl<'a> Play<'a> {
    pub fn new(apps: &'a [App], model: Model) -> Self {
        Self { apps, model, ids: Ids::default(), commands: Vec::new(), bookkeeper: Bookkeeper::new() }
    }

    fn app(&self) -> &'a App {
        &self.apps[0]
    }

    /// What others do, then the commands; says what differed.
    pub async fn group(&mut self, group: &Group) -> Result<(), String> {
        for change in &group.before {
            self.change(change).await;
        }
        let mut steps = Vec::new();
        for op in &group.ops {
            steps.extend(self.step(op).await);
        }
        let expected: Vec<_> = steps.iter().map(|step| ask::model(&mut self.model, step)).collect();
        let answered = self.ask_ledger(&steps, group).await;
        for ((step, expected), answered) in steps.iter().zip(&expected).zip(&answered) {
            if expected != answered {
                return Err(format!("{step:?}\nthe model says  {expected:?}\nthe ledger says {answered:?}"));
            }
        }
        compare::books(self.app(), &mut self.bookkeeper, &self.model).await
    }

    /// The program's own verification finds nothing either, and every wish was followed.
    pub async fn end(&mut self) -> Result<(), String> {
        let audit = crate::verify(self.app(), None).await;
        match audit.first_bad {
            None => Ok(()),
            Some(bad) => Err(format!("verify says {bad}, the bookkeeper found nothing")),
        }
    }

    async fn change(&mut self, change: &Change) {
        let app = self.app();
        match *change {
            Change::Seconds(seconds) => {
                app.clock.advance(TimeDelta::seconds(seconds));
                self.model.now = app.clock.now();
            }
            Change::Rules { campaign, in_days, amounts: [minor, general, major], daily_cap, monthly_cap } => {
                let effective_from = local_day(self.model.now) + Days::new(in_days);
                let known = &mut self.model.campaigns[campaign].rules;
                if known.iter().all(|rules| rules.effective_from != effective_from) {
                    let rules = Rules { effective_from, minor, general, major, daily_cap, monthly_cap };
                    known.push(rules);
                    seeds::add_rules(app, &Ids::campaign(campaign), known.len(), &rules).await;
                }
            }
            Change::Status { campaign, status } => {
                let ended_on = (status == "ended").then(|| local_day(self.model.now));
                let known = &mut self.model.campaigns[campaign];
                (known.status, known.ended_on) = (status, ended_on);
                seeds::set_status(app, &Ids::campaign(campaign), status, ended_on).await;
            }
            Change::Shop { shop, active } => {
                self.model.shops_active[shop] = active;
                seeds::set_shop_active(app, &Ids::shop(shop), active).await;
            }
        }
    }

    /// Resolves an op, and writes the wish that a use case writes before it asks the ledger.
    async fn step(&mut self, op: &Op) -> Option<Step> {
        Some(match *op {
            Op::Fund { campaign, beans } => self.keyed(Keyed::Fund { campaign, beans }),
            Op::Settle { shop, beans } => self.keyed(Keyed::Settle { shop, beans }),
            Op::Redeem { code, shop, beans } => {
                let known = self.ids.codes.len();
                let code = code.and_then(|back| known.checked_sub(1 + back % CODES_BACK));
                self.keyed(Keyed::Redeem { code, shop, beans })
            }
            Op::Refund { redemption, at_home, beans } => {
                let known = self.ids.redemptions.len();
                let redemption = redemption.filter(|_| known > 0).map(|number| number % known);
                let home = redemption.map_or(0, |number| self.model.redemptions[number].shop);
                let shop = if at_home { home } else { 1 - home };
                self.keyed(Keyed::Refund { redemption, shop, beans })
            }
            Op::Retry { which, same_body } => {
                let key = which.checked_rem(self.commands.len())?;
                let command = self.commands[key].clone();
                Step::Keyed { key, command: if same_body { command } else { other_body(command) } }
            }
            Op::IssueCode { resident } => Step::IssueCode { resident },
            Op::Expire { resident, campaign } => Step::Expire { resident, campaign },
            Op::Release { campaign } => Step::Release { campaign },
            Op::Grade { deed, grade, closed_hours_ago, open_days, excluded, with_command } => {
                let closed_at = self.model.now - TimeDelta::hours(closed_hours_ago);
                let submitted_at = closed_at - TimeDelta::days(open_days);
                let wish = Wish { resident: deed % RESIDENTS, grade, submitted_at, closed_at, excluded };
                if with_command {
                    return Some(Step::Award { deed, wish });
                }
                self.want(deed, &wish).await;
                Step::PostAward { deed }
            }
        })
    }

    fn keyed(&mut self, command: Keyed) -> Step {
        self.commands.push(command.clone());
        Step::Keyed { key: self.commands.len() - 1, command }
    }

    async fn want(&mut self, deed: usize, wish: &Wish) {
        self.model.want(deed, wish);
        let wish = ask::real_wish(deed, wish);
        self.app().storage.write(move |tx| awards::want(tx, &wish)).await.unwrap();
    }

    async fn ask_ledger(&mut self, steps: &[Step], group: &Group) -> Vec<(Answer, bool)> {
        let ledger = |number: usize| {
            let further = if group.how == How::Around { number } else { 0 };
            &self.apps[(group.process + further) % self.apps.len()].ledger
        };
        let futures: Vec<_> =
            (0..).zip(steps).map(|(number, step)| ask::ledger(ledger(number), &self.ids, step)).collect();
        let answers = match group.how {
            How::OneByOne | How::Around => {
                let mut answers = Vec::new();
                for future in futures {
                    answers.push(future.await);
                }
                answers
            }
            How::Together => join_all(futures).await,
            How::Held => {
                let held = crate::hold_the_head(&self.app().storage).await;
                // The first poll of each sends its command; only then is the head let go.
                let (answers, ()) = tokio::join!(join_all(futures), async { held.let_go() });
                answers
            }
        };
        answers.into_iter().map(|answer| normal(&mut self.ids, answer)).collect()
    }
}

/// The same command for another amount.
fn other_body(command: Keyed) -> Keyed {
    match command {
        Keyed::Fund { campaign, beans } => Keyed::Fund { campaign, beans: beans + 1 },
        Keyed::Redeem { code, shop, beans } => Keyed::Redeem { code, shop, beans: beans + 1 },
        Keyed::Refund { redemption, shop, beans } => Keyed::Refund { redemption, shop, beans: beans + 1 },
        Keyed::Settle { shop, beans } => Keyed::Settle { shop, beans: beans + 1 },
    }
}
