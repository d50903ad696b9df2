//! A Bitrix24 portal and its OAuth server on loopback.
