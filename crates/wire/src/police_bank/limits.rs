//! Every limit of the profile, in one place. Lengths of single fields stand with the fields.
//!
//! All are ours: the public sources state field lengths, but no size of a message.

/// One message, on either way. The transport binding promises the same figure.
pub const MESSAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// One poll answer. Messages travel in it as base64, so a full-size one takes a third more.
pub const POLL_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Messages in one poll answer.
pub const POLL_MESSAGES_MAX: usize = 20;
/// Elements inside elements. The deepest of ours is a field of a statement's row: seven.
pub const DEPTH_MAX: usize = 8;
/// Elements in one document: `STATEMENT_ROWS_MAX` full rows fit, with room for fields we do not know.
pub const ELEMENTS_MAX: usize = 50_000;
/// One tag with its attributes. The profile has no attributes; a namespace declaration fits.
pub const TAG_BYTES_MAX: usize = 512;
/// Transfers in one case report.
pub const TRANSACTIONS_MAX: usize = 200;
/// One attachment, decoded. Three of them fit into one message as base64.
pub const ATTACHMENT_BYTES_MAX: usize = 2_000_000;
/// Attachments of one message.
pub const ATTACHMENTS_MAX: usize = 8;
/// Characters of an attachment's file name.
pub const FILE_NAME_CHARS_MAX: usize = 100;
/// Rows of one answer to a query or of one message of a watch, over all its accounts. Who has more gives
/// the first ones and says so (see `statement::PARTIAL_MARK`); he is asked again from there.
pub const STATEMENT_ROWS_MAX: usize = 1_000;
/// Sub-accounts of one answer to a query.
pub const ACCOUNTS_MAX: usize = 50;
/// Payments found by one serial number.
pub const PAYMENTS_MAX: usize = 100;
