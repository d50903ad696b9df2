//! Spanish.

use super::InstallMessages;

/// The table.
pub(in crate::i18n) const WORDS: InstallMessages = InstallMessages {
    title: "Conectando Svodka",
    to: |domain| format!("al portal {domain}"),
    steps: "Pasos",
    access: "Acceso",
    binding: "Conexión",
    ready: "Listo",
    checking: "Comprobando el acceso al portal",
    wiring: "Suscribiendo los cambios y añadiendo puntos al menú",
    wiring_sub: "suele tardar unos segundos",
    note: (
        "Nada de más.",
        "No descargamos correspondencia, archivos ni grabaciones. Los datos se borran si así lo indica al desinstalar la aplicación.",
    ),
    moves_on: "Los informes se abrirán solos, los datos seguirán cargándose.",
    done_text: "La aplicación está conectada, los datos se están cargando.",
    open: "Abrir informes",
    admin_title: "Se necesita un administrador del portal",
    admin_text: "Solo un administrador de Bitrix24 puede conectar la aplicación. Pídale que abra esta página.",
};
