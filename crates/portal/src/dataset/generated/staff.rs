//! Who works where and when: what companies, deals and activities ask of the people.

use crate::dataset::random::Random;

/// What a department does in CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Nothing.
    Office,
    /// Owns companies and sells.
    Sales,
    /// Mounts what was sold.
    Mounting,
    /// Services it.
    Service,
    /// Teaches.
    Training,
}

/// An employee with the time of employment.
#[derive(Debug, Clone)]
pub(super) struct Worker {
    pub(super) id: u32,
    pub(super) department: usize,
    pub(super) hired_at: i64,
    /// `i64::MAX` while employed.
    pub(super) left_at: i64,
    /// From 0.2, who forgets, to 1, who never does.
    pub(super) diligence: f64,
}

impl Worker {
    /// Whether the worker is employed at this instant.
    pub(super) fn works_at(&self, instant: i64) -> bool {
        self.hired_at <= instant && instant < self.left_at
    }
}

/// Departments and their workers, the head first in each.
#[derive(Debug, Default)]
pub(super) struct Staff {
    pub(super) departments: Vec<(Role, Vec<Worker>)>,
}

impl Staff {
    /// Departments of this role, by index.
    pub(super) fn of_role(&self, role: Role) -> Vec<usize> {
        let rows = self.departments.iter().enumerate().filter(|(_, (own, _))| *own == role);
        rows.map(|(index, _)| index).collect()
    }

    /// Somebody of the department who was employed at this instant; its head when luck fails.
    pub(super) fn someone(&self, random: &mut Random, department: usize, instant: i64) -> &Worker {
        let (_, workers) = &self.departments[department];
        for _ in 0..8 {
            let worker = random.pick(workers);
            if worker.works_at(instant) {
                return worker;
            }
        }
        &workers[0]
    }

    /// The given worker when employed at this instant and not away, else a colleague.
    pub(super) fn at_work(
        &self,
        random: &mut Random,
        owner: Option<(usize, usize)>,
        fallback: usize,
        instant: i64,
    ) -> &Worker {
        if let Some((department, place)) = owner {
            let worker = &self.departments[department].1[place];
            if worker.works_at(instant) && random.chance(0.87) {
                return worker;
            }
            return self.someone(random, department, instant);
        }
        self.someone(random, fallback, instant)
    }
}
