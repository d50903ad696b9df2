//! What people send each other on the portal: notices, chat messages, feed posts, files, tasks.

use super::table::{Row, Table};

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MessageKind {
    /// A notice in the name of the portal.
    #[default]
    SystemNotice,
    /// A notice in the name of a user.
    PersonalNotice,
    /// A message in a dialogue.
    Chat,
}

/// A notice or chat message.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// Id; notices and chat messages share one count.
    pub id: u32,
    /// Kind.
    pub kind: MessageKind,
    /// Author; `0` for the portal.
    pub from_user: u32,
    /// Who reads it; `0` in a group chat.
    pub to_user: u32,
    /// Dialogue: a user id or `chat` with a number; empty for notices.
    pub dialog_id: Box<str>,
    /// Text.
    pub text: Box<str>,
    /// Text for e-mail; may be empty.
    pub text_out: Box<str>,
    /// A later notice to the same user with the same tag replaces this one; may be empty.
    pub tag: Box<str>,
    /// Further tag, for deleting several at once; may be empty.
    pub sub_tag: Box<str>,
    /// Attachment as JSON; may be empty.
    pub attach: Box<str>,
    /// File it carries; `0` for none.
    pub file_id: u32,
    /// App that sent it, by its index; `None` for a webhook.
    pub app: Option<usize>,
    /// When, UTC ms.
    pub sent_at: i64,
}

/// A post in the news feed.
#[derive(Debug, Clone, Default)]
pub struct Post {
    /// Id.
    pub id: u32,
    /// Author.
    pub author: u32,
    /// Title; may be empty.
    pub title: Box<str>,
    /// Text.
    pub text: Box<str>,
    /// Readers, e.g. `UA`, `U1`, `DR5`, `SG3`.
    pub destinations: Box<[Box<str>]>,
    /// Attached files.
    pub files: Box<[u32]>,
    /// Marked as important.
    pub important: bool,
    /// When, UTC ms.
    pub published_at: i64,
}

/// A stored file.
#[derive(Debug, Clone, Default)]
pub struct StoredFile {
    /// Id of the object on the disk.
    pub id: u32,
    /// Storage.
    pub storage_id: u32,
    /// Folder.
    pub folder_id: u32,
    /// Name, unique in its folder.
    pub name: Box<str>,
    /// Content.
    pub content: Box<[u8]>,
    /// Author.
    pub created_by: u32,
    /// When, UTC ms.
    pub created_at: i64,
}

/// A task.
#[derive(Debug, Clone, Default)]
pub struct Task {
    /// Id.
    pub id: u32,
    /// Title.
    pub title: Box<str>,
    /// Description; may be empty.
    pub description: Box<str>,
    /// Responsible user.
    pub responsible_id: u32,
    /// Author.
    pub created_by: u32,
    /// Deadline, UTC ms; `0` for none.
    pub deadline: i64,
    /// CRM records it is about, e.g. `D_10`.
    pub crm: Box<[Box<str>]>,
    /// Creation, UTC ms.
    pub created_at: i64,
}

/// Everything of this module a portal holds.
#[derive(Debug, Clone, Default)]
pub struct Office {
    /// Notices and chat messages, oldest first.
    pub messages: Table<Message>,
    /// Posts of the feed.
    pub posts: Table<Post>,
    /// Files of the disk.
    pub files: Table<StoredFile>,
    /// Tasks.
    pub tasks: Table<Task>,
}

impl Row for Message {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Post {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for StoredFile {
    fn id(&self) -> u32 {
        self.id
    }
}

impl Row for Task {
    fn id(&self) -> u32 {
        self.id
    }
}
