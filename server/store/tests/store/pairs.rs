//! Every filter and every order of lists, alone and with every other: both databases hold the same and answer the same.

use peertube_kernel::Role;
use peertube_kernel::job::{JobState, JobType};
use peertube_kernel::video::{Privacy, VideoState};
use peertube_store::channels::{self, ChannelFilter, ChannelSort, NewChannel};
use peertube_store::jobs::{self, JobFilter, NewJob};
use peertube_store::users::{self, CreatedUser, UserFilter, UserSort};
use peertube_store::video_files::FileKind;
use peertube_store::videos::{self, Host, Nsfw, States, VideoChanges, VideoFilter, VideoSort};
use peertube_store::{Direction, Listing, Page, history};
use peertube_testdb::Kind;

use crate::support::{Fixture, file, new_user};

const ALL: Page = Page {
    start: 0,
    count: 1000,
};
const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

/// The same people, channels, videos and jobs, whatever the database.
pub(crate) struct World {
    pub(crate) fixture: Fixture,
    people: Vec<CreatedUser>,
}

impl World {
    pub(crate) async fn of(kind: Kind) -> Self {
        let fixture = Fixture::of(kind).await;
        let mut people = Vec::new();
        for (number, name) in ["Anna", "bob", "Čeněk", "dave_%x"].into_iter().enumerate() {
            let mut user = new_user(&format!("user{number}"));
            user.display_name = name.to_owned();
            user.email = format!("{}@Example.org", name.to_uppercase());
            user.role = [Role::User, Role::Moderator][number % 2];
            people.push(fixture.create_user(user).await);
        }
        let world = Self { fixture, people };
        world.fill_channels().await;
        for number in 0..40 {
            world.add_video(number).await;
        }
        world.fill_jobs().await;
        world
    }

    async fn fill_channels(&self) {
        for (person, name) in self
            .people
            .iter()
            .zip(["Über", "cats 100%", "CATS", "über"])
        {
            let new = NewChannel {
                name: format!("more_{}", person.account.get()),
                display_name: name.to_owned(),
                description: None,
                support: None,
                public_email: None,
            };
            let db = &self.fixture.db;
            db.write(|conn| Box::pin(channels::create(conn, person.account, &new)))
                .await
                .unwrap();
            self.tick();
        }
    }

    /// Attributes come round with periods that have no common divisor, so that most combinations are met.
    async fn add_video(&self, number: usize) {
        let words = [
            "Été à la plage",
            "summer 50%",
            "Cats_and dogs",
            "東京",
            "beach",
        ];
        let name = format!("{} {}", words[number % 5], number % 7);
        let owner = &self.people[number % 3];
        let mut new = self.fixture.new_video(owner.channel, &name);
        new.privacy = Privacy::ALL[number % Privacy::ALL.len()];
        new.state = [
            VideoState::Published,
            VideoState::ToTranscode,
            VideoState::Published,
        ][number % 3];
        new.wait_transcoding = number.is_multiple_of(4);
        new.nsfw = number.is_multiple_of(5);
        new.nsfw_flags = [0, 1, 2, 3][number % 4];
        new.category = [None, Some(1), Some(2)][number % 3];
        new.licence = [Some(1), None][number % 2];
        new.language = [None, Some("en"), Some("fr")][number % 3].map(str::to_owned);
        new.is_live = number.is_multiple_of(7);
        new.duration = (number * 37 % 11) as i64;
        let tags = [&["a"][..], &["A", "b"], &[], &["beach"]][number % 4];
        new.tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
        for copy in 0..number % 3 {
            let mut file = file(
                &format!("{number}-{copy}.mp4"),
                (number * 100 + copy) as i64,
            );
            file.kind = [FileKind::WebVideo, FileKind::Hls][copy];
            new.files.push(file);
        }
        let id = self.fixture.video(new).await;
        let changes = VideoChanges {
            blocked: Some(number.is_multiple_of(6)),
            ..VideoChanges::default()
        };
        let viewer = self.people[0].user;
        let db = &self.fixture.db;
        db.write(|conn| {
            let changes = &changes;
            Box::pin(async move {
                videos::update(conn, id, changes).await?;
                videos::add_view(conn, id, (number % 4) as i64).await?;
                if number % 3 == 1 {
                    history::set_position(conn, viewer, id, 5).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        self.tick();
    }

    async fn fill_jobs(&self) {
        for number in 0..12_i64 {
            let now = self.fixture.db.context().now();
            let job = NewJob {
                kind: JobType::ALL[number as usize % 2],
                data: format!("{{\"number\": {number}}}"),
                priority: number % 3,
                run_at: now.plus(std::time::Duration::from_secs(number as u64 % 4 * 3600)),
                attempts_allowed: 1,
                parent: None,
                fails_parent: false,
                children: number % 5 / 4,
            };
            let db = &self.fixture.db;
            db.write(|conn| Box::pin(jobs::insert(conn, &job)))
                .await
                .unwrap();
        }
    }

    fn tick(&self) {
        self.fixture
            .clock
            .advance(std::time::Duration::from_secs(1));
    }
}

async fn worlds() -> [World; 2] {
    [
        World::of(Kind::Sqlite).await,
        World::of(Kind::Postgres).await,
    ]
}

/// A change of a filter, with what it is called in a failure.
type Change<'w, F> = (String, Box<dyn Fn(&mut F) + 'w>);

fn change<'w, F>(name: impl Into<String>, set: impl Fn(&mut F) + 'w) -> Change<'w, F> {
    (name.into(), Box::new(set))
}

/// All pairs of changes, and each alone (with itself). A later change of the same field takes the place of the earlier.
fn pairs<F: Clone>(base: &F, changes: &[Change<'_, F>]) -> Vec<(String, F)> {
    let mut filters = vec![("nothing".to_owned(), base.clone())];
    for (index, (first, set_first)) in changes.iter().enumerate() {
        for (second, set_second) in &changes[index..] {
            let mut filter = base.clone();
            set_first(&mut filter);
            set_second(&mut filter);
            filters.push((format!("{first} & {second}"), filter));
        }
    }
    filters
}

fn video_changes(people: &[CreatedUser]) -> Vec<Change<'_, VideoFilter>> {
    let texts = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| (*text).to_owned())
            .collect::<Vec<_>>()
    };
    let mut changes: Vec<Change<'_, VideoFilter>> = vec![
        change("viewer", |f: &mut VideoFilter| {
            f.viewer = Some(people[0].user)
        }),
        change("account", |f: &mut VideoFilter| {
            f.account = Some(people[1].account)
        }),
        change("channel", |f: &mut VideoFilter| {
            f.channel = Some(people[2].channel)
        }),
        change("channel names", move |f: &mut VideoFilter| {
            f.channel_name_one_of = texts(&["USER0_channel", "nobody"]);
        }),
        change("public", |f: &mut VideoFilter| {
            f.privacy_one_of = Some(vec![Privacy::Public])
        }),
        change("privacies", |f: &mut VideoFilter| {
            f.privacy_one_of = Some(vec![Privacy::Unlisted, Privacy::Private]);
        }),
        change("no privacy", |f: &mut VideoFilter| {
            f.privacy_one_of = Some(Vec::new())
        }),
        change("listed", |f: &mut VideoFilter| f.states = States::Listed),
        change("states", |f: &mut VideoFilter| {
            f.states = States::OneOf(vec![VideoState::ToTranscode]);
        }),
        change("not blocked", |f: &mut VideoFilter| {
            f.include_blocked = false
        }),
        change("nsfw", |f: &mut VideoFilter| {
            f.nsfw = Nsfw::Only { excluded: 0 }
        }),
        change("nsfw without", |f: &mut VideoFilter| {
            f.nsfw = Nsfw::Only { excluded: 1 }
        }),
        change("safe", |f: &mut VideoFilter| {
            f.nsfw = Nsfw::Hidden { included: 0 }
        }),
        change("safe and", |f: &mut VideoFilter| {
            f.nsfw = Nsfw::Hidden { included: 2 }
        }),
        change("both without", |f: &mut VideoFilter| {
            f.nsfw = Nsfw::Both { excluded: 3 }
        }),
        change("categories", |f: &mut VideoFilter| {
            f.category_one_of = vec![1, 2]
        }),
        change("licences", |f: &mut VideoFilter| f.licence_one_of = vec![1]),
        change("languages", move |f: &mut VideoFilter| {
            f.language_one_of = texts(&["_unknown", "fr"]);
        }),
        change("a tag", move |f: &mut VideoFilter| {
            f.tags_one_of = texts(&["a", "beach"])
        }),
        change("all tags", move |f: &mut VideoFilter| {
            f.tags_all_of = texts(&["a", "B"])
        }),
        change("live", |f: &mut VideoFilter| f.is_live = Some(true)),
        change("not live", |f: &mut VideoFilter| f.is_live = Some(false)),
        change("local", |f: &mut VideoFilter| f.is_local = Some(true)),
        change("remote", |f: &mut VideoFilter| f.is_local = Some(false)),
        change("here", |f: &mut VideoFilter| f.host = Some(Host::Local)),
        change("there", |f: &mut VideoFilter| {
            f.host = Some(Host::Remote("a.example".to_owned()))
        }),
        change("hls", |f: &mut VideoFilter| f.has_hls_files = Some(true)),
        change("no web videos", |f: &mut VideoFilter| {
            f.has_web_video_files = Some(false)
        }),
        change("unwatched", |f: &mut VideoFilter| {
            f.viewer = Some(people[0].user);
            f.exclude_already_watched = true;
        }),
    ];
    for search in ["beech", "PLAGE", "50%", "s_a", "東京", "'; --", "", "%"] {
        changes.push(change(
            format!("search {search:?}"),
            move |f: &mut VideoFilter| {
                f.search = Some(search.to_owned());
            },
        ));
    }
    for sort in [
        VideoSort::Name,
        VideoSort::Duration,
        VideoSort::CreatedAt,
        VideoSort::PublishedAt,
        VideoSort::OriginallyPublishedAt,
        VideoSort::Views,
        VideoSort::Likes,
        VideoSort::Comments,
        VideoSort::Trending,
        VideoSort::Hot,
        VideoSort::Best,
        VideoSort::LocalVideoFilesSize,
        VideoSort::Match,
    ] {
        for direction in DIRECTIONS {
            let name = format!("by {sort:?} {direction:?}");
            changes.push(change(name, move |f: &mut VideoFilter| {
                f.sort = sort;
                f.direction = direction;
            }));
        }
    }
    changes
}

/// Runs the same list on both databases.
macro_rules! compare {
    ($worlds:ident, $filters:expr, |$conn:ident, $filter:ident| $list:expr, |$row:ident| $name:expr) => {{
        let [sqlite, postgres] = &$worlds;
        let mut found = 0;
        for (what, $filter) in &$filters {
            let mut answers = Vec::new();
            for world in [sqlite, postgres] {
                let mut conn = world.fixture.db.read().await.unwrap();
                let $conn = &mut conn;
                let listing: Listing<_> = $list.await.unwrap();
                let names: Vec<String> = listing.rows.iter().map(|$row| $name).collect();
                assert_eq!(listing.total, Some(names.len() as i64), "{what}");
                answers.push(names);
            }
            assert_eq!(
                answers[0], answers[1],
                "{what}: SQLite left, PostgreSQL right"
            );
            found += answers[0].len();
        }
        assert!(found > $filters.len());
    }};
}

/// Parts of the pairs of filters of videos: there are thousands, and a test has its time.
const PARTS: usize = 4;

#[tokio::test]
async fn videos_by_every_pair_of_filters() {
    videos_by_part(0).await;
}

#[tokio::test]
async fn videos_by_every_pair_of_filters_second_part() {
    videos_by_part(1).await;
}

#[tokio::test]
async fn videos_by_every_pair_of_filters_third_part() {
    videos_by_part(2).await;
}

#[tokio::test]
async fn videos_by_every_pair_of_filters_fourth_part() {
    videos_by_part(3).await;
}

async fn videos_by_part(part: usize) {
    let worlds = worlds().await;
    let changes = video_changes(&worlds[0].people);
    let all = pairs(&VideoFilter::everything(), &changes).into_iter();
    let filters: Vec<_> = all.skip(part).step_by(PARTS).collect();
    compare!(
        worlds,
        filters,
        |conn, filter| videos::list(conn, filter, ALL, true),
        |row| format!("{} {:?}", row.video.id.get(), row.user_position)
    );
}

#[tokio::test]
async fn people_channels_and_jobs_by_every_pair_of_filters() {
    let worlds = worlds().await;
    let mut changes: Vec<Change<'_, UserFilter>> = vec![
        change("blocked", |f: &mut UserFilter| f.blocked = Some(true)),
        change("not blocked", |f: &mut UserFilter| f.blocked = Some(false)),
        change("moderators", |f: &mut UserFilter| {
            f.role = Some(Role::Moderator)
        }),
    ];
    for search in ["USER1", "eněk", "%", "_"] {
        changes.push(change(search, move |f: &mut UserFilter| {
            f.search = Some(search.to_owned())
        }));
    }
    for sort in [
        UserSort::Id,
        UserSort::Username,
        UserSort::VideoQuotaUsed,
        UserSort::CreatedAt,
        UserSort::LastLoginDate,
        UserSort::Role,
    ] {
        for direction in DIRECTIONS {
            changes.push(change(
                format!("by {sort:?} {direction:?}"),
                move |f: &mut UserFilter| {
                    f.sort = sort;
                    f.direction = direction;
                },
            ));
        }
    }
    let filters = pairs(&UserFilter::default(), &changes);
    compare!(
        worlds,
        filters,
        |conn, filter| users::list(conn, filter, ALL),
        |row| format!("{} {}", row.user.user.username, row.video_quota_used)
    );

    let account = worlds[0].people[1].account;
    let mut changes: Vec<Change<'_, ChannelFilter>> =
        vec![change("account", move |f: &mut ChannelFilter| {
            f.account = Some(account);
        })];
    for search in ["cats", "100%", "über", "ANNA"] {
        changes.push(change(search, move |f: &mut ChannelFilter| {
            f.search = Some(search.to_owned())
        }));
    }
    for sort in [
        ChannelSort::Id,
        ChannelSort::DisplayName,
        ChannelSort::UpdatedAt,
        ChannelSort::CreatedAt,
    ] {
        for direction in DIRECTIONS {
            changes.push(change(
                format!("by {sort:?} {direction:?}"),
                move |f: &mut ChannelFilter| {
                    f.sort = sort;
                    f.direction = direction;
                },
            ));
        }
    }
    let filters = pairs(&ChannelFilter::default(), &changes);
    compare!(
        worlds,
        filters,
        |conn, filter| channels::list(conn, filter, ALL),
        |row| row.channel.display_name.clone()
    );

    let changes: Vec<Change<'_, JobFilter>> = vec![
        change("states", |f: &mut JobFilter| {
            f.states = Some(vec![JobState::Waiting, JobState::Failed]);
        }),
        change("delayed", |f: &mut JobFilter| f.delayed = Some(true)),
        change("due", |f: &mut JobFilter| f.delayed = Some(false)),
        change("prioritized", |f: &mut JobFilter| f.prioritized = true),
        change("kind", |f: &mut JobFilter| f.kind = Some(JobType::ALL[1])),
    ];
    let filters = pairs(&JobFilter::default(), &changes);
    for direction in DIRECTIONS {
        compare!(
            worlds,
            filters,
            |conn, filter| jobs::list(conn, filter, direction, ALL),
            |row| format!("{} {}", row.id.get(), row.priority)
        );
    }
}
