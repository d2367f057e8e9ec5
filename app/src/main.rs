//! The program that the page loads. Everything is in the library; here it is cut into files that
//! travel apart. The first holds what every start needs; `cargo xtask build` cuts along the
//! functions below, and what two files share goes into files of their own.

use forecourt_app::Program;
use forecourt_app::data::Data;
use forecourt_app::data::session::{ComingHome, Home};
use forecourt_app::engine::{self, Inbox, Sender, StartSync};
use forecourt_app::features::{
    customers, import, leads, log_contact, outbox, settings, sign_in, today,
};
use forecourt_app::platform::{clock, page, task};
use forecourt_app::shell::{self, Absent, Coming, Draw, Part};
use futures::future::join;
use leptos::wasm_split::{SplitLoaderError, wasm_split};

/// Milliseconds until a file that did not come is asked for again.
const AGAIN: u32 = 5_000;

fn main() {
    forecourt_app::start(Program {
        bring,
        sync,
        home: bring_home,
    });
}

/// What is drawn once the first page stands.
struct Pages {
    customers: Draw,
    leads: Draw,
    log_contact: Draw,
    palette: Draw,
    outbox: Draw,
    settings: Draw,
    import: Draw,
    gallery: Option<Draw>,
}

/// Each line becomes a file with what its value alone needs.
macro_rules! cut {
    ($($file:ident: $kind:ty = $value:expr;)*) => {
        $(
            #[wasm_split($file, wasm_split_path = leptos::wasm_split, fallible)]
            fn $file() -> Result<$kind, SplitLoaderError> {
                Ok($value)
            }
        )*
    };
}

cut! {
    home: Home = forecourt_app::home();
    door: Draw = sign_in::draw;
    day: Draw = today::draw;
    syncing: StartSync = engine::start;
    pages: Pages = Pages {
        customers: customers::draw,
        leads: leads::draw,
        log_contact: log_contact::draw,
        palette: shell::draw_palette,
        outbox: outbox::draw,
        settings: settings::draw,
        import: import::draw,
        gallery: gallery(),
    };
}

#[cfg(feature = "gallery")]
fn gallery() -> Option<Draw> {
    Some(forecourt_app::features::gallery::draw)
}

#[cfg(not(feature = "gallery"))]
fn gallery() -> Option<Draw> {
    None
}

/// Nothing can be shown without it, so it is asked for until it comes.
fn bring_home() -> ComingHome {
    Box::pin(async {
        loop {
            match home().await {
                Ok(home) => return home,
                Err(_) => clock::sleep(AGAIN).await,
            }
        }
    })
}

fn bring(part: Part) -> Coming {
    Box::pin(async move {
        let came = match part {
            Part::Door => door().await,
            Part::Today => day().await,
            _ => return bring_page(part).await.ok_or(Absent),
        };
        came.map_err(|_| Absent)
    })
}

/// A page needs its file and the style of the pages.
async fn bring_page(part: Part) -> Option<Draw> {
    let (pages, styled) = join(pages(), page::bring_pages_style()).await;
    let pages = pages.ok().filter(|_| styled)?;
    match part {
        Part::Door | Part::Today => None,
        Part::Customers => Some(pages.customers),
        Part::Leads => Some(pages.leads),
        Part::LogContact => Some(pages.log_contact),
        Part::Palette => Some(pages.palette),
        Part::Outbox => Some(pages.outbox),
        Part::Settings => Some(pages.settings),
        Part::Import => Some(pages.import),
        Part::Gallery => pages.gallery,
    }
}

/// Starts to sync. What is to be told to the engine waits in `inbox` until it is here.
fn sync(data: Data, sender: Sender, inbox: Inbox) {
    task::start(async move {
        loop {
            match syncing().await {
                Ok(start) => return start(data, sender, inbox),
                Err(_) => clock::sleep(AGAIN).await,
            }
        }
    });
}
