//! The people of the portal: what they change, drawn from a seed and from what there is to change.

use super::dice::Dice;
use portal::Running;
use portal::model::{COMPANY, CONTACT, DEAL};
use reqwest::Client;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Takes a deal, calls somebody, deletes a company.
pub(crate) struct Actor {
    dice: Dice,
    /// Changes made, by kind.
    done: BTreeMap<&'static str, u64>,
    /// Changes the portal refused, because one before them deleted what they were about.
    refused: u64,
    /// Numbers for titles and amounts.
    number: u64,
}

/// What there is at one moment.
struct Scene {
    companies: Vec<u32>,
    contacts: Vec<u32>,
    deals: Vec<u32>,
    activities: Vec<u32>,
    requisites: Vec<u32>,
    people: Vec<u32>,
    stages: Vec<String>,
    industries: Vec<String>,
    now: i64,
}

impl Scene {
    fn of(portal: &Running) -> Self {
        let records = portal.state.records();
        let statuses = |entity: &str| -> Vec<String> {
            let of_entity = records.statuses.iter().filter(|row| row.entity_id.starts_with(entity));
            of_entity.map(|row| row.status_id.to_string()).collect()
        };
        Self {
            companies: records.companies.iter().map(|row| row.id).collect(),
            contacts: records.contacts.iter().map(|row| row.id).collect(),
            deals: records.deals.iter().map(|row| row.id).collect(),
            activities: records.activities.iter().map(|row| row.id).collect(),
            requisites: records.requisites.iter().map(|row| row.id).collect(),
            people: records.users.iter().filter(|user| user.active).map(|user| user.id).collect(),
            stages: statuses("DEAL_STAGE"),
            industries: statuses("INDUSTRY"),
            now: portal.state.now_ms(),
        }
    }
}

impl Actor {
    pub(crate) fn new(dice: Dice) -> Self {
        Self { dice, done: BTreeMap::new(), refused: 0, number: 0 }
    }

    /// What was done so far.
    pub(crate) fn done(&self) -> Value {
        let mut done = json!(self.done);
        done["refused"] = self.refused.into();
        done
    }

    /// Makes so many changes, one after another.
    pub(crate) async fn act(&mut self, client: &Client, portal: &Running, count: usize) {
        let scene = Scene::of(portal);
        let mut steps: Vec<(&'static str, Value)> = (0..count).filter_map(|_| self.step(&scene)).collect();
        while !steps.is_empty() {
            let body: Vec<&Value> = steps.iter().map(|(_, step)| step).collect();
            let address = format!("{}/_control/sequence", portal.portal_url);
            let answer = client.post(address).json(&body).send().await.unwrap();
            let made = if answer.status().is_success() {
                steps.len()
            } else {
                let refusal: Value = answer.json().await.unwrap();
                let text = refusal["error"].as_str().unwrap();
                let place = text.strip_prefix("step ").and_then(|rest| rest.split(':').next()).unwrap();
                self.refused += 1;
                place.parse().unwrap()
            };
            for (kind, _) in steps.drain(..made) {
                *self.done.entry(kind).or_default() += 1;
            }
            // The one that was refused, if one was.
            steps.drain(..steps.len().min(1));
        }
    }

    fn step(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        match self.dice.below(100) {
            0..20 => self.edit_deal(scene),
            20..31 => self.move_deal(scene),
            31..38 => self.create_deal(scene),
            38..41 => self.delete("deal", &scene.deals).map(|step| ("deal deleted", step)),
            41..49 => self.edit_company(scene),
            49..53 => self.create_company(),
            53..54 => self.delete("company", &scene.companies).map(|step| ("company deleted", step)),
            54..59 => self.edit_contact(scene),
            59..62 => self.create_contact(scene),
            62..63 => self.delete("contact", &scene.contacts).map(|step| ("contact deleted", step)),
            63..78 => self.call(scene),
            78..83 => self.meet(scene),
            83..90 => self.edit_activity(scene),
            90..93 => self.delete("activity", &scene.activities).map(|step| ("activity deleted", step)),
            93..96 => self.reassign(scene),
            _ => self.change_requisite(scene),
        }
    }

    fn number(&mut self) -> u64 {
        self.number += 1;
        self.number
    }

    fn id(&mut self, some: &[u32]) -> Option<u32> {
        self.dice.pick(some).copied()
    }

    /// Somebody of the portal, rarely a robot.
    fn user(&mut self, scene: &Scene) -> Option<u32> {
        if self.dice.chance(3) { Some(0) } else { self.id(&scene.people) }
    }

    fn record(&mut self, scene: &Scene, entity: &str, action: &str, id: u32, fields: &Value) -> Option<Value> {
        let user = self.user(scene)?;
        Some(json!({"do": "record", "entity": entity, "action": action, "id": id, "user_id": user, "fields": fields}))
    }

    fn delete(&mut self, entity: &str, some: &[u32]) -> Option<Value> {
        let id = self.id(some)?;
        Some(json!({"do": "record", "entity": entity, "action": "delete", "id": id}))
    }

    fn amount(&mut self) -> String {
        format!("{}.{:02}", self.dice.below(2_000_000), self.dice.below(100))
    }

    fn edit_deal(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let id = self.id(&scene.deals)?;
        let mut fields = Map::new();
        if self.dice.chance(60) {
            fields.insert("OPPORTUNITY".to_owned(), self.amount().into());
        }
        if self.dice.chance(30) {
            fields.insert("TITLE".to_owned(), format!("Сделка {}", self.number()).into());
        }
        if self.dice.chance(30) {
            // Sometimes to nobody.
            let company = if self.dice.chance(10) { 0 } else { self.id(&scene.companies)? };
            fields.insert("COMPANY_ID".to_owned(), company.into());
        }
        if self.dice.chance(10) {
            fields.insert("CURRENCY_ID".to_owned(), "USD".into());
        }
        Some(("deal edited", self.record(scene, "deal", "update", id, &fields.into())?))
    }

    fn move_deal(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let (id, user) = (self.id(&scene.deals)?, self.user(scene)?);
        let stage = self.dice.pick(&scene.stages)?;
        Some(("deal moved", json!({"do": "stage", "deal_id": id, "stage_id": stage, "user_id": user})))
    }

    fn create_deal(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let company = if self.dice.chance(15) { 0 } else { self.id(&scene.companies)? };
        let stage = self.dice.pick(&scene.stages)?.clone();
        let fields = json!({
            "TITLE": format!("Сделка {}", self.number()),
            "OPPORTUNITY": self.amount(),
            "COMPANY_ID": company,
            "STAGE_ID": stage,
            "ASSIGNED_BY_ID": self.id(&scene.people)?,
        });
        Some(("deal created", self.record(scene, "deal", "create", 0, &fields)?))
    }

    fn edit_company(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let id = self.id(&scene.companies)?;
        let mut fields = json!({"TITLE": format!("Компания {}", self.number())});
        if self.dice.chance(40) {
            fields["REVENUE"] = self.amount().into();
        }
        if self.dice.chance(30) {
            fields["INDUSTRY"] = self.dice.pick(&scene.industries)?.as_str().into();
        }
        Some(("company edited", self.record(scene, "company", "update", id, &fields)?))
    }

    fn create_company(&mut self) -> Option<(&'static str, Value)> {
        let fields = json!({"TITLE": format!("Компания {}", self.number()), "REVENUE": self.amount()});
        Some(("company created", json!({"do": "record", "entity": "company", "action": "create", "fields": fields})))
    }

    fn edit_contact(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let id = self.id(&scene.contacts)?;
        let company = if self.dice.chance(10) { 0 } else { self.id(&scene.companies)? };
        let fields = json!({"COMPANY_ID": company, "LAST_NAME": format!("Контактова-{}", self.number())});
        Some(("contact edited", self.record(scene, "contact", "update", id, &fields)?))
    }

    fn create_contact(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let fields = json!({
            "NAME": "Новая", "LAST_NAME": format!("Контактова-{}", self.number()), "COMPANY_ID": self.id(&scene.companies)?,
        });
        Some(("contact created", self.record(scene, "contact", "create", 0, &fields)?))
    }

    fn call(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let user = self.id(&scene.people)?;
        let duration = if self.dice.chance(20) { 0 } else { self.dice.between(1, 900) };
        let direction = if self.dice.chance(35) { "in" } else { "out" };
        let mut call = json!({
            "do": "call", "user_id": user, "duration": duration, "direction": direction, "phone": "+70000000001",
        });
        // Some are bound to several records, some to none.
        if self.dice.chance(60) {
            call["company_id"] = self.id(&scene.companies)?.into();
        }
        if self.dice.chance(35) {
            call["contact_id"] = self.id(&scene.contacts)?.into();
        }
        if self.dice.chance(25) {
            call["deal_id"] = self.id(&scene.deals)?.into();
        }
        Some(("call ended", call))
    }

    /// The owner of an activity: a company, a contact or a deal.
    fn owner(&mut self, scene: &Scene) -> Option<(u8, u32)> {
        Some(match self.dice.below(3) {
            0 => (COMPANY, self.id(&scene.companies)?),
            1 => (CONTACT, self.id(&scene.contacts)?),
            _ => (DEAL, self.id(&scene.deals)?),
        })
    }

    /// An instant up to forty days ago.
    fn instant(&mut self, scene: &Scene) -> jiff::Timestamp {
        let back = i64::try_from(self.dice.below(40 * 86_400)).unwrap_or(0);
        jiff::Timestamp::from_second(scene.now / 1000 - back).unwrap()
    }

    fn meet(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let (kind, owner) = self.owner(scene)?;
        let start = self.instant(scene);
        let end = start + jiff::SignedDuration::from_mins(90);
        let fields = json!({
            "TYPE_ID": 1, "SUBJECT": "Встреча", "OWNER_TYPE_ID": kind, "OWNER_ID": owner,
            "RESPONSIBLE_ID": self.id(&scene.people)?, "COMPLETED": if self.dice.chance(70) { "Y" } else { "N" },
            "START_TIME": start.to_string(), "END_TIME": end.to_string(),
        });
        Some(("meeting created", self.record(scene, "activity", "create", 0, &fields)?))
    }

    fn edit_activity(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let id = self.id(&scene.activities)?;
        let mut fields = json!({"COMPLETED": if self.dice.chance(60) { "Y" } else { "N" }});
        if self.dice.chance(40) {
            let (kind, owner) = self.owner(scene)?;
            fields["OWNER_TYPE_ID"] = kind.into();
            fields["OWNER_ID"] = owner.into();
        }
        if self.dice.chance(30) {
            let start = self.instant(scene);
            fields["START_TIME"] = start.to_string().into();
            fields["END_TIME"] = (start + jiff::SignedDuration::from_mins(30)).to_string().into();
        }
        Some(("activity edited", self.record(scene, "activity", "update", id, &fields)?))
    }

    fn reassign(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let (entity, id) = match self.dice.below(3) {
            0 => ("company", self.id(&scene.companies)?),
            1 => ("deal", self.id(&scene.deals)?),
            _ => ("activity", self.id(&scene.activities)?),
        };
        let (to, user) = (self.id(&scene.people)?, self.user(scene)?);
        Some(("reassigned", json!({"do": "reassign", "entity": entity, "id": id, "to": to, "user_id": user})))
    }

    fn change_requisite(&mut self, scene: &Scene) -> Option<(&'static str, Value)> {
        let inn = format!("{:010}", self.dice.below(10_000_000_000));
        let (kind, method, params) = match self.dice.below(4) {
            0 | 1 => {
                let fields = json!({
                    "ENTITY_TYPE_ID": 4, "ENTITY_ID": self.id(&scene.companies)?, "NAME": "Реквизиты", "RQ_INN": inn,
                });
                ("requisite created", "crm.requisite.add", json!({"fields": fields}))
            }
            2 => {
                let id = self.id(&scene.requisites)?;
                ("requisite edited", "crm.requisite.update", json!({"id": id, "fields": {"RQ_INN": inn}}))
            }
            _ => ("requisite deleted", "crm.requisite.delete", json!({"id": self.id(&scene.requisites)?})),
        };
        let user = self.id(&scene.people)?;
        Some((kind, json!({"do": "act", "method": method, "params": params, "user_id": user})))
    }
}
