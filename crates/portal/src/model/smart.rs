//! Smart processes: record types a portal's administrator makes up, and their items.

use std::collections::BTreeMap;

use super::reference::StageSemantics;
use super::table::{Row, Table};
use super::words::Word;

/// Smallest CRM type number of a smart process.
pub const FIRST_SMART_TYPE: u32 = 128;

/// A smart process.
#[derive(Debug, Clone, Default)]
pub struct SmartType {
    /// Id of the definition, not the CRM type number.
    pub id: u32,
    /// CRM type number, 128 or above.
    pub entity_type: u32,
    /// Title.
    pub title: Box<str>,
    /// Code for solutions; may be empty.
    pub code: Box<str>,
    /// Its default pipeline.
    pub category_id: u32,
    /// Whether items have stages.
    pub stages: bool,
    /// Author.
    pub created_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
}

/// An item of a smart process.
#[derive(Debug, Clone, Default)]
pub struct SmartItem {
    /// Id, counted within its type.
    pub id: u32,
    /// CRM type number.
    pub entity_type: u32,
    /// Title.
    pub title: Box<str>,
    /// Outer key; may be empty.
    pub xml_id: Box<str>,
    /// Pipeline.
    pub category_id: u32,
    /// Stage, e.g. `DT1030_2:NEW`.
    pub stage_id: Word,
    /// Stage before the present one; empty when there was none.
    pub previous_stage_id: Word,
    /// Meaning of the present stage.
    pub semantics: StageSemantics,
    /// Amount in ten-thousandths of the currency.
    pub amount: i64,
    /// Currency.
    pub currency: Word,
    /// Company; `0` when there is none.
    pub company_id: u32,
    /// Main contact; `0` when there is none.
    pub contact_id: u32,
    /// Deal it belongs to (`parentId2`); `0` when there is none.
    pub deal_id: u32,
    /// `SOURCE` status id; may be empty.
    pub source_id: Word,
    /// Start, day since 1970-01-01.
    pub begin_day: Option<i32>,
    /// Close, day since 1970-01-01.
    pub close_day: Option<i32>,
    /// Visible to everyone.
    pub opened: bool,
    /// Responsible user.
    pub assigned_by: u32,
    /// Author.
    pub created_by: u32,
    /// Last editor.
    pub modified_by: u32,
    /// Who moved it to the present stage.
    pub moved_by: u32,
    /// Creation, UTC ms.
    pub created_at: i64,
    /// Last change, UTC ms.
    pub modified_at: i64,
    /// Arrival at the present stage, UTC ms.
    pub moved_at: i64,
}

/// The smart processes of a portal.
#[derive(Debug, Clone, Default)]
pub struct SmartProcesses {
    /// Definitions.
    pub types: Table<SmartType>,
    /// Items by the CRM type number of their process.
    pub items: BTreeMap<u32, Table<SmartItem>>,
}

impl SmartProcesses {
    /// The definition with this CRM type number.
    #[must_use]
    pub fn of_entity(&self, entity_type: u32) -> Option<&SmartType> {
        self.types.iter().find(|kind| kind.entity_type == entity_type)
    }
}

impl Row for SmartType {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for SmartItem {
    fn id(&self) -> u32 {
        self.id
    }
}
