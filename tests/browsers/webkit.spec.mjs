import { journey } from './journey.mjs';
import * as webkit from './webkit.mjs';

journey(webkit);
