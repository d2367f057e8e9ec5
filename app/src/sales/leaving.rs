//! Acts of the tray that a person gives up, with a way back.

use crate::data::Data;
use crate::platform::task;
use crate::text::Text;
use crate::ui::{Toast, Toaster};

/// Takes an act out of the tray, on the disk as well, says `said`, and can put it back.
pub fn give_up(data: &Data, toaster: Toaster, text: Text, mid: u64, said: &'static str) {
    let data = data.clone();
    task::start(async move {
        let Some(discarded) = data.discard(mid).await else {
            return;
        };
        let back = move || {
            let (data, discarded) = (data.clone(), discarded.clone());
            task::start(async move { data.undiscard(discarded).await });
        };
        toaster.show(Toast::undo(said, text.common_undo(), back));
    });
}
