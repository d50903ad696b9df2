//! English.

use super::InstallMessages;

/// The table.
pub(super) const WORDS: InstallMessages = InstallMessages {
    title: "Connecting Svodka",
    to: |domain| format!("to the portal {domain}"),
    steps: "Steps",
    access: "Access",
    binding: "Connecting",
    ready: "Done",
    checking: "Checking access to the portal",
    wiring: "Subscribing to changes and adding menu items",
    wiring_sub: "usually takes a few seconds",
    note: (
        "Nothing extra.",
        "Correspondence, files and call recordings are not downloaded. The data is erased if you choose so when uninstalling.",
    ),
    moves_on: "Reports open by themselves, data keeps loading meanwhile.",
    done_text: "The app is connected, data is loading.",
    open: "Open reports",
    admin_title: "A portal administrator is needed",
    admin_text: "Only an administrator of Bitrix24 can connect the app. Ask one to open this page.",
};
