//! The Svodka server.
