// What a browser keeps of the app, as somebody sees it who reads the profile.

/** Runs inside of the page: all values of all databases and notes, as bytes in hex, and the keys among them. */
export async function dump() {
  const parts = [], keys = [];
  let values = 0;
  const done = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const take = (value) => {
    if (value instanceof CryptoKey) keys.push({ extractable: value.extractable });
    else if (value instanceof ArrayBuffer) parts.push(new Uint8Array(value));
    else if (ArrayBuffer.isView(value)) parts.push(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (value && typeof value === 'object') for (const [key, inner] of Object.entries(value)) [key, inner].forEach(take);
    else parts.push(new TextEncoder().encode(String(value)));
  };
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const shelf of database.objectStoreNames) {
      const store = database.transaction(shelf).objectStore(shelf);
      const [found, names] = await Promise.all([done(store.getAll()), done(store.getAllKeys())]);
      values += found.length;
      [name, names, found].forEach(take);
    }
    database.close();
  }
  for (const notes of [localStorage, sessionStorage]) take({ ...notes });
  const hex = parts.map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));
  return { values, keys, hex: hex.join('|') };
}

/** Whether a text can be read in a dump, in the encodings that a program would write. */
export function holds({ hex }, text) {
  return ['utf8', 'utf16le'].some((encoding) => hex.includes(Buffer.from(text, encoding).toString('hex')));
}
