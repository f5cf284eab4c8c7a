//! Short forms of statements that every table needs.

use std::time::Duration;

use peertube_kernel::{Result, Timestamp};
use sea_query::{
    Cond, DeleteStatement, Expr, ExprTrait as _, Func, InsertStatement, SelectStatement,
    UpdateStatement, Value,
};

use crate::conn::Conn;
use crate::record::FromRow;

/// A column and the value to write into it.
pub(crate) type Assignment = (&'static str, Value);

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Page {
    /// How many rows to leave out first.
    pub start: u64,
    /// How many rows to return at most; 0 returns none.
    pub count: u64,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            start: 0,
            count: 15,
        }
    }
}

/// Ascending or descending.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Direction {
    pub(crate) const fn order(self) -> sea_query::Order {
        match self {
            Direction::Ascending => sea_query::Order::Asc,
            Direction::Descending => sea_query::Order::Desc,
        }
    }
}

/// Rows of a page, and how many rows there are in all.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<T> {
    /// Rows in all, whatever the page; `None` when the caller did not want it counted.
    pub total: Option<i64>,
    /// Rows of the page.
    pub rows: Vec<T>,
}

impl<T> Listing<T> {
    /// The same listing with other rows.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Listing<U> {
        Listing {
            total: self.total,
            rows: self.rows.into_iter().map(change).collect(),
        }
    }
}

pub(crate) fn column(table: &'static str, name: &'static str) -> Expr {
    Expr::col((table, name))
}

/// A column of a table has this value.
pub(crate) fn has(table: &'static str, name: &'static str, value: Value) -> Expr {
    column(table, name).eq(Expr::val(value))
}

/// No lease lasts longer, and no two clocks of an instance are further apart. What ends later was begun before the clock was set
/// back, by somebody who has not renewed it since.
const LONGEST_LEASE: Duration = Duration::from_secs(60 * 60);

/// Whether the lease that ends at this time is over.
pub(crate) fn is_over(until: Expr, now: Timestamp) -> Expr {
    let too_late = now.plus(LONGEST_LEASE).as_millis();
    until.clone().lte(now.as_millis()).or(until.gt(too_late))
}

pub(crate) fn count_all() -> Expr {
    Func::count(Expr::val(1_i64)).into()
}

/// A value written into the statement instead of bound, so that the planner can see it.
pub(crate) fn literal(value: impl Into<Value>) -> Expr {
    Expr::Constant(value.into())
}

/// The sum of whole numbers, 0 without any. PostgreSQL's own sum of them is of another type.
pub(crate) fn sum(numbers: Expr) -> Expr {
    let sum: Expr = Func::coalesce([numbers.sum(), literal(0_i64)]).into();
    sum.cast_as("bigint")
}

/// Inserts a row. The statement returns its id.
pub(crate) fn insert(table: &'static str, assignments: Vec<Assignment>) -> InsertStatement {
    let (columns, values): (Vec<_>, Vec<_>) = assignments.into_iter().unzip();
    let mut query = InsertStatement::new();
    // Both halves come from the same list, so their lengths agree.
    query
        .into_table(table)
        .columns(columns)
        .values_panic(values.into_iter().map(Expr::val));
    query
}

pub(crate) fn update(
    table: &'static str,
    assignments: Vec<Assignment>,
    condition: Expr,
) -> UpdateStatement {
    let mut query = UpdateStatement::new();
    query.table(table).and_where(condition);
    for (column, value) in assignments {
        query.value(column, Expr::val(value));
    }
    query
}

pub(crate) fn delete(table: &'static str, condition: Expr) -> DeleteStatement {
    let mut query = DeleteStatement::new();
    query.from_table(table).and_where(condition);
    query
}

/// Runs a list: `query` has columns, joins and conditions, but no order and no page.
pub(crate) async fn list<T: FromRow>(
    conn: &mut Conn<'_>,
    mut query: SelectStatement,
    page: Page,
    counted: bool,
) -> Result<Listing<T>> {
    let total = if counted {
        let mut count = query.clone();
        count.clear_selects().clear_order_by().expr(count_all());
        conn.first(&count).await?
    } else {
        None
    };
    if page.count == 0 {
        return Ok(Listing {
            total,
            rows: Vec::new(),
        });
    }
    paginate(&mut query, page);
    let rows = conn.all(&query).await?;
    Ok(Listing { total, rows })
}

/// The database counts in 63 bits; a start beyond that is beyond the last row.
pub(crate) fn paginate(query: &mut SelectStatement, page: Page) {
    const MAX: u64 = i64::MAX as u64;
    query
        .limit(Ord::min(page.count, MAX))
        .offset(Ord::min(page.start, MAX));
}

/// `LIKE` for "contains this text", with the wildcards of the text taken literally.
///
/// Upper and lower case are the same to SQLite and not to PostgreSQL, so both sides are folded by the caller.
pub(crate) fn contains(expression: Expr, text: &str) -> Expr {
    like(expression, format!("%{}%", literally(text)))
}

/// `LIKE` for "starts with this text"; otherwise as [`contains`].
pub(crate) fn starts_with(expression: Expr, text: &str) -> Expr {
    like(expression, format!("{}%", literally(text)))
}

fn like(expression: Expr, pattern: String) -> Expr {
    expression.like(sea_query::LikeExpr::new(pattern).escape('\\'))
}

fn literally(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

pub(crate) fn exists(query: SelectStatement) -> Expr {
    Expr::exists(query)
}

/// All of the conditions; everything matches an empty list.
pub(crate) fn all(conditions: impl IntoIterator<Item = Expr>) -> Cond {
    conditions.into_iter().fold(Cond::all(), Cond::add)
}

/// Any of the conditions; nothing matches an empty list.
pub(crate) fn any(conditions: impl IntoIterator<Item = Expr>) -> Cond {
    conditions.into_iter().fold(Cond::any(), Cond::add)
}
