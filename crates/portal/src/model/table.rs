//! Rows in the order of their ids, found by id without a map beside them.

/// A record with a numeric id.
pub trait Row {
    /// The id, unique within its table.
    fn id(&self) -> u32;
}

/// Rows sorted by id. Appending in id order is O(1); lookup is O(1) while ids have no gaps and O(log n) otherwise.
#[derive(Debug, Clone)]
pub struct Table<T> {
    rows: Vec<T>,
    last_issued: u32,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), last_issued: 0 }
    }
}

impl<T: Row> Table<T> {
    /// Reserves room for `count` more rows.
    pub fn reserve(&mut self, count: usize) {
        self.rows.reserve_exact(count);
    }

    /// Number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// All rows, ascending by id.
    #[must_use]
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// Iterates over the rows, ascending by id.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }

    /// The id a new row would get: ids of deleted rows are not given out again.
    #[must_use]
    pub fn next_id(&self) -> u32 {
        self.last_issued + 1
    }

    /// Index of the first row whose id is not below `id`.
    #[must_use]
    pub fn lower_bound(&self, id: u32) -> usize {
        self.rows.partition_point(|row| row.id() < id)
    }

    fn position(&self, id: u32) -> Result<usize, usize> {
        let first = self.rows.first().map_or(id, Row::id);
        let guess = id.wrapping_sub(first) as usize;
        if self.rows.get(guess).is_some_and(|row| row.id() == id) {
            return Ok(guess);
        }
        self.rows.binary_search_by_key(&id, Row::id)
    }

    /// The row with this id.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<&T> {
        self.position(id).ok().map(|index| &self.rows[index])
    }

    /// The row with this id, to be changed. Its id must stay the same.
    pub fn get_mut(&mut self, id: u32) -> Option<&mut T> {
        self.position(id).ok().map(|index| &mut self.rows[index])
    }

    /// Stores a row; one with the same id is replaced and returned.
    pub fn insert(&mut self, row: T) -> Option<T> {
        let id = row.id();
        self.last_issued = self.last_issued.max(id);
        if self.rows.last().is_none_or(|last| last.id() < id) {
            self.rows.push(row);
            return None;
        }
        match self.position(id) {
            Ok(index) => Some(std::mem::replace(&mut self.rows[index], row)),
            Err(index) => {
                self.rows.insert(index, row);
                None
            }
        }
    }

    /// Changes every row. Ids must stay the same.
    pub fn for_each_mut(&mut self, change: impl FnMut(&mut T)) {
        self.rows.iter_mut().for_each(change);
    }

    /// Keeps only the rows that pass.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.rows.retain(keep);
    }

    /// Takes the row with this id out.
    pub fn remove(&mut self, id: u32) -> Option<T> {
        self.position(id).ok().map(|index| self.rows.remove(index))
    }
}

impl<'a, T: Row> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain(u32);
    impl Row for Plain {
        fn id(&self) -> u32 {
            self.0
        }
    }

    #[test]
    fn rows_stay_sorted_and_deleted_ids_are_not_issued_again() {
        let mut table = Table::default();
        for id in [5, 2, 9, 7] {
            assert!(table.insert(Plain(id)).is_none());
        }
        assert_eq!(table.iter().map(Row::id).collect::<Vec<_>>(), [2, 5, 7, 9]);
        assert_eq!(table.remove(9).map(|row| row.0), Some(9));
        assert_eq!(table.next_id(), 10);
        assert!(table.get(9).is_none());
        assert_eq!(table.get(7).map(Row::id), Some(7));
        assert_eq!(table.lower_bound(6), 2);
    }
}
