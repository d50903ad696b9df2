//! Words of files about calls and meetings, in the app's languages.

mod en;
mod es;
mod kk;
mod ru;
mod uk;

/// Words of one language.
#[derive(Debug)]
pub struct ActivityWords {
    /// Name of the sheet of a year, before the year.
    pub year_title: &'static str,
    /// Name of the sheet of companies called, before the year.
    pub companies_title: &'static str,
    /// Of what kind a row is.
    pub kind: &'static str,
    /// Kinds of rows: department, person, total.
    pub kinds: [&'static str; 3],
    /// Department.
    pub department: &'static str,
    /// Person.
    pub employee: &'static str,
    /// Number of either.
    pub id: &'static str,
    /// People without a department.
    pub no_department: &'static str,
    /// Total.
    pub total: &'static str,
    /// Months from January.
    pub months: [&'static str; 12],
    /// Weekdays from Monday, short.
    pub weekdays: [&'static str; 7],
    /// The whole year.
    pub whole_year: &'static str,
    /// Working days of a month.
    pub working: fn(u32) -> String,
    /// Calls.
    pub calls: &'static str,
    /// Different companies called a day, summed up.
    pub companies: &'static str,
    /// Average per working day.
    pub average: &'static str,
    /// Plan per working day.
    pub plan_per_day: &'static str,
    /// Less than was planned by now.
    pub behind: &'static str,
    /// Yes.
    pub yes: &'static str,
    /// Meetings.
    pub meetings: &'static str,
    /// Work on days off.
    pub off: &'static str,
    /// Comments.
    pub comments: &'static str,
    /// Plan.
    pub plan: &'static str,
    /// What was taken off the plan.
    pub excused: &'static str,
    /// Share of the plan.
    pub percent: &'static str,
    /// Needed per remaining day.
    pub pace: &'static str,
    /// Projected end.
    pub projected: &'static str,
    /// Days met.
    pub days_met: &'static str,
    /// Days not met.
    pub days_unmet: &'static str,
    /// Days counted as met by a supervisor.
    pub days_forced: &'static str,
    /// State of a day.
    pub state: &'static str,
    /// A day off.
    pub free: &'static str,
    /// Without a plan.
    pub no_plan: &'static str,
    /// Today, under way.
    pub pending: &'static str,
    /// Met.
    pub met: &'static str,
    /// Not met.
    pub unmet: &'static str,
    /// Counted as met.
    pub forced: &'static str,
    /// Different companies of the whole row.
    pub distinct: &'static str,
    /// The sum over the people of the row.
    pub sum_of_people: &'static str,
    /// What the figure is.
    pub note_figure: &'static str,
    /// It is companies.
    pub measure_companies: &'static str,
    /// It is calls.
    pub measure_calls: &'static str,
    /// Which calls count.
    pub note_rule: &'static str,
    /// Outgoing ones.
    pub direction_out: &'static str,
    /// Both.
    pub direction_both: &'static str,
    /// The rule: direction, shortest call in seconds.
    pub rule: fn(&str, u32) -> String,
    /// Which meetings count.
    pub note_meetings: &'static str,
    /// These.
    pub meetings_rule: &'static str,
    /// What happens with work on days off.
    pub note_off: &'static str,
    /// This.
    pub off_rule: &'static str,
    /// Time zone.
    pub note_zone: &'static str,
    /// Today.
    pub note_today: &'static str,
    /// Calendar and plans.
    pub note_settings: &'static str,
    /// Their version, and how many days of the calendar were moved.
    pub settings: fn(i64, u32) -> String,
    /// Version of the data.
    pub note_data: &'static str,
}

/// The words of a language (`ru`, `en`, `uk`, `es`, `kk`); other languages read English.
#[must_use]
pub fn of(language: &str) -> &'static ActivityWords {
    match language.get(..2).map(str::to_ascii_lowercase).as_deref() {
        Some("ru") => &ru::WORDS,
        Some("uk" | "ua") => &uk::WORDS,
        Some("es" | "la") => &es::WORDS,
        Some("kk" | "kz") => &kk::WORDS,
        _ => &en::WORDS,
    }
}
