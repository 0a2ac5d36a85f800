//! Accounts: who they belong to. What they hold is in the books.

use crate::domain::text_enum::text_enum;

/// `account.id`; 1 is the treasury.
pub type AccountId = i64;

/// The treasury's id, the only account that may be below zero.
pub(super) const TREASURY: AccountId = 1;

/// `owner_id` of the treasury.
pub(super) const DISTRICT: &str = "district";

text_enum! {
    /// What an account is for.
    "account kind" AccountKind {
        /// Where beans come from and go to; the only one that may be below zero.
        Treasury = "treasury",
        /// What a campaign may still award.
        Budget = "budget",
        /// What a resident holds of one campaign.
        Pocket = "pocket",
        /// What the district owes a shop.
        Shop = "shop",
    }
}

/// Identifies an account by whom it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AccountKey {
    /// The district's own.
    Treasury,
    /// Of one campaign.
    Budget {
        /// `campaign.id`
        campaign_id: String,
    },
    /// Of one resident in one campaign.
    Pocket {
        /// `users.id` of the resident.
        resident_id: String,
        /// `campaign.id`
        campaign_id: String,
    },
    /// Of one shop.
    Shop {
        /// `shop.id`
        shop_id: String,
    },
}

impl AccountKey {
    /// The kind of account.
    #[must_use]
    pub fn kind(&self) -> AccountKind {
        match self {
            Self::Treasury => AccountKind::Treasury,
            Self::Budget { .. } => AccountKind::Budget,
            Self::Pocket { .. } => AccountKind::Pocket,
            Self::Shop { .. } => AccountKind::Shop,
        }
    }

    /// As it is stored in `account.owner_id`.
    #[must_use]
    pub fn owner_id(&self) -> &str {
        match self {
            Self::Treasury => DISTRICT,
            Self::Budget { campaign_id } => campaign_id,
            Self::Pocket { resident_id, .. } => resident_id,
            Self::Shop { shop_id } => shop_id,
        }
    }

    /// As it is stored in `account.campaign_id`: of pockets only.
    #[must_use]
    pub fn campaign_id(&self) -> Option<&str> {
        match self {
            Self::Pocket { campaign_id, .. } => Some(campaign_id),
            Self::Treasury | Self::Budget { .. } | Self::Shop { .. } => None,
        }
    }

    /// The key of a stored account; `None` if the row makes no sense.
    pub(super) fn from_row(kind: &str, owner_id: String, campaign_id: Option<String>) -> Option<Self> {
        match (AccountKind::parse(kind).ok()?, campaign_id) {
            (AccountKind::Treasury, None) => Some(Self::Treasury),
            (AccountKind::Budget, None) => Some(Self::Budget { campaign_id: owner_id }),
            (AccountKind::Pocket, Some(campaign_id)) => {
                Some(Self::Pocket { resident_id: owner_id, campaign_id })
            }
            (AccountKind::Shop, None) => Some(Self::Shop { shop_id: owner_id }),
            _ => None,
        }
    }
}
