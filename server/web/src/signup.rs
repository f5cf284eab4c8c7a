//! Who may register: what registering checks and what the public configuration tells.

use std::net::IpAddr;

use ipnet::IpNet;
use peertube_kernel::Result;
use peertube_kernel::config::CidrFilters;
use peertube_store::{Conn, users};

use crate::shared::Shared;

impl Shared {
    /// Whether one more user may register.
    ///
    /// Registration is closed where an approval or a verified address is demanded: the operations for these are not
    /// there yet, and letting people in without them is not what was configured.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn is_signup_open(&self, conn: &mut Conn<'_>) -> Result<bool> {
        let signup = &self.config.signup;
        if !signup.enabled || signup.requires_approval || signup.requires_email_verification {
            return Ok(false);
        }
        Ok(signup.limit < 0 || users::count(conn).await? < signup.limit)
    }

    /// Whether somebody may register from this address.
    pub fn is_signup_allowed_from(&self, address: IpAddr) -> bool {
        allows(&self.config.signup.filters.cidr, address)
    }
}

/// An address passes if it is on no black list, and on the white list if there is one.
fn allows(filters: &CidrFilters, address: IpAddr) -> bool {
    let address = address.to_canonical();
    let listed = |networks: &[String]| {
        networks
            .iter()
            .filter_map(|text| network(text))
            .any(|network| network.contains(&address))
    };
    let CidrFilters {
        whitelist,
        blacklist,
    } = filters;
    !listed(blacklist) && (whitelist.is_empty() || listed(whitelist))
}

/// A network, or a single address. What is neither contains nobody: a bad white list lets nobody in.
fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(whitelist: &[&str], blacklist: &[&str], address: &str) -> bool {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect();
        let filters = CidrFilters {
            whitelist: texts(whitelist),
            blacklist: texts(blacklist),
        };
        allows(&filters, address.parse().unwrap())
    }

    #[test]
    fn lists_of_networks() {
        assert!(allowed(&[], &[], "192.0.2.1"));
        assert!(!allowed(&[], &["192.0.2.0/24"], "192.0.2.1"));
        assert!(allowed(&[], &["192.0.2.0/24"], "192.0.3.1"));
        assert!(allowed(&["192.0.2.0/24"], &[], "192.0.2.1"));
        assert!(!allowed(&["192.0.2.0/24"], &[], "192.0.3.1"));
        assert!(!allowed(&["192.0.2.0/24"], &["192.0.2.1"], "192.0.2.1"));
        assert!(!allowed(&[], &["2001:db8::/32"], "2001:db8::1"));
    }

    #[test]
    fn mapped_addresses_are_the_old_ones() {
        assert!(!allowed(&[], &["192.0.2.0/24"], "::ffff:192.0.2.1"));
    }

    #[test]
    fn a_bad_white_list_lets_nobody_in() {
        assert!(!allowed(&["nonsense"], &[], "192.0.2.1"));
        assert!(allowed(&[], &["nonsense"], "192.0.2.1"));
    }
}
