//! Which videos a list shows by how safe for work they are.

use peertube_api::models::video_input::NsfwFilter;
use peertube_kernel::video::NsfwPolicy;
use peertube_store::users::UserRow;
use peertube_store::videos::Nsfw;

/// What the request says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    pub(super) nsfw: Option<NsfwFilter>,
    pub(super) included: i64,
    pub(super) excluded: i64,
}

/// What the viewer and the instance say where the request is silent.
#[derive(Debug, Clone, Copy)]
pub(super) struct Habits {
    policy: NsfwPolicy,
    included: i64,
    excluded: i64,
    /// Whether the instance has flags at all.
    flags: bool,
}

impl Habits {
    pub(super) fn of(user: Option<&UserRow>, instance: NsfwPolicy, flags: bool) -> Self {
        match user {
            Some(user) => Self {
                policy: user.nsfw_policy,
                included: user.nsfw_flags_warned
                    | user.nsfw_flags_blurred
                    | user.nsfw_flags_displayed,
                excluded: user.nsfw_flags_hidden,
                flags,
            },
            None => Self {
                policy: instance,
                included: 0,
                excluded: 0,
                flags,
            },
        }
    }
}

pub(super) fn resolve(asked: Asked, habits: Habits) -> Nsfw {
    let flags = |asked: i64, habit: i64| match (habits.flags, asked) {
        (false, _) => 0,
        (true, 0) => habit,
        (true, asked) => asked,
    };
    let included = flags(asked.included, habits.included);
    let excluded = flags(asked.excluded, habits.excluded);
    match asked.nsfw {
        Some(NsfwFilter::Only) => Nsfw::Only { excluded },
        Some(NsfwFilter::Without) => Nsfw::Hidden { included },
        Some(NsfwFilter::Both) => Nsfw::Both { excluded },
        None if habits.policy == NsfwPolicy::DoNotList => Nsfw::Hidden { included },
        None => Nsfw::Both { excluded },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn habits(policy: NsfwPolicy) -> Habits {
        Habits {
            policy,
            included: 1,
            excluded: 2,
            flags: true,
        }
    }

    #[test]
    fn the_policy_decides_where_the_request_is_silent() {
        let silent = Asked::default();
        assert_eq!(
            resolve(silent, habits(NsfwPolicy::DoNotList)),
            Nsfw::Hidden { included: 1 }
        );
        assert_eq!(
            resolve(silent, habits(NsfwPolicy::Blur)),
            Nsfw::Both { excluded: 2 }
        );
    }

    #[test]
    fn the_request_wins_over_habits() {
        let asked = Asked {
            nsfw: Some(NsfwFilter::Only),
            included: 0,
            excluded: 4,
        };
        assert_eq!(
            resolve(asked, habits(NsfwPolicy::DoNotList)),
            Nsfw::Only { excluded: 4 }
        );
    }

    #[test]
    fn an_instance_without_flags_ignores_them() {
        let habits = Habits {
            flags: false,
            ..habits(NsfwPolicy::DoNotList)
        };
        assert_eq!(
            resolve(Asked::default(), habits),
            Nsfw::Hidden { included: 0 }
        );
    }
}
