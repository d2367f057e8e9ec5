import { journey } from './journey.mjs';
import { storeTests } from './store.mjs';
import * as webkit from './webkit.mjs';

journey(webkit);
storeTests(webkit);
