//! The presenter.

use crate::layout::layout;

layout! {
    /// An organization.
    #[derive(Eq)]
    pub struct Organization = "", 0 {
        /// Its id.
        id: i32,
        /// Its name.
        name: String,
    }
}

layout! {
    /// Who presents. The same at both versions.
    #[derive(Eq)]
    pub struct PresenterInfo = "GetPresenterInfoResponse", 1 {
        /// The account's id.
        account_id: String,
        /// The person's name.
        account_name: String,
        /// The account's address.
        account_email: String,
        /// The account's organization.
        organization: Option<Organization>,
    }
}
