import activity from './activity.json' with { type: 'json' };
import administration from './administration.json' with { type: 'json' };
import calendars from './calendars.json' with { type: 'json' };
import common from './common.json' with { type: 'json' };
import link from './link.json' with { type: 'json' };
import overview from './overview.json' with { type: 'json' };
import pane from './pane.json' with { type: 'json' };
import preview from './preview.json' with { type: 'json' };
import settings from './settings.json' with { type: 'json' };

/** One file a view; `common` holds what several of them say. */
export default { ...common, activity, administration, calendars, link, overview, pane, preview, settings };
