import { journey } from './journey.mjs';
import * as firefox from './firefox.mjs';

journey(firefox);
