import { journey } from './journey.mjs';
import { storeTests } from './store.mjs';
import * as firefox from './firefox.mjs';

journey(firefox);
storeTests(firefox);
