//! A disk that lost a bit.

use crate::bare::bare;

/// Changes one bit in the middle of an entry.
pub async fn damage(name: &str, shelf: &str, key: &str) {
    let script = format!(
        "const bytes = await all(shelf('{shelf}').get({key}));
         bytes[bytes.length >> 1] ^= 16;
         await all(shelf('{shelf}').put(bytes, {key}));"
    );
    bare(name, &script).await;
}
