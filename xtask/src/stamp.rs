//! Skipping work whose inputs have not changed since it was last done.

use crate::failure::{Doing, Outcome};
use crate::place;
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// Remembers which inputs a product was made from.
pub(crate) struct Stamp {
    file: PathBuf,
    inputs: String,
}

impl Stamp {
    /// The stamp `name` over the contents of files and folders (relative to the root; missing ones count as empty) and
    /// over anything else that decides the product, such as tool versions.
    ///
    /// # Errors
    /// A file could not be read.
    pub(crate) fn over(name: &str, paths: &[&str], rest: &[&str]) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        rest.hash(&mut hasher);
        for path in paths {
            hash_path(&place::root().join(path), &mut hasher)?;
        }
        Ok(Self {
            file: place::target().join("xtask").join(format!("{name}.stamp")),
            inputs: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether the product was made from the same inputs.
    pub(crate) fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|made_from| made_from == self.inputs)
    }

    /// Notes that the product is being remade: until [`Self::keep`], it counts as stale.
    pub(crate) fn forget(&self) {
        drop(fs::remove_file(&self.file));
    }

    /// Notes that the product was made from these inputs.
    ///
    /// # Errors
    /// The note could not be written.
    pub(crate) fn keep(&self) -> Outcome {
        if let Some(dir) = self.file.parent() {
            fs::create_dir_all(dir).doing(format!("creating {}", dir.display()))?;
        }
        fs::write(&self.file, &self.inputs).doing(format!("writing {}", self.file.display()))
    }
}

fn hash_path(path: &Path, hasher: &mut DefaultHasher) -> Outcome {
    let reading = || format!("reading {}", path.display());
    if path.is_dir() {
        let mut entries: Vec<PathBuf> = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect())
            .doing(reading())?;
        entries.sort();
        for entry in entries {
            hash_path(&entry, hasher)?;
        }
    } else if path.is_file() {
        path.strip_prefix(place::root()).unwrap_or(path).hash(hasher);
        fs::read(path).doing(reading())?.hash(hasher);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_inputs_have_the_same_stamp_and_a_tool_version_changes_it() {
        let of = |rest: &[&str]| Stamp::over("test", &["xtask/src/stamp.rs"], rest).unwrap().inputs;
        assert_eq!(of(&["1"]), of(&["1"]));
        assert_ne!(of(&["1"]), of(&["2"]));
    }

    #[test]
    fn a_folder_stands_for_everything_in_it() {
        let folder = Stamp::over("test", &["xtask/src"], &[]).unwrap().inputs;
        let file = Stamp::over("test", &["xtask/src/stamp.rs"], &[]).unwrap().inputs;
        assert_ne!(folder, file);
    }
}
