import { addressOf, place, Shell, say, show } from '../../kit/index.js';
import { Charts } from './charts.js';
import { Controls } from './controls.js';
import * as words from './messages.js';

/** Every piece of the kit in every state, for the tests and for whoever makes a page. */
function Gallery() {
  const isCharts = place.value[0] === 'charts';
  return (
    <Shell
      title={say(words.title)}
      heading={isCharts ? say(words.charts) : say(words.controls)}
      links={[
        { label: say(words.controls), href: addressOf(), current: !isCharts },
        { label: say(words.charts), href: addressOf('charts'), current: isCharts },
      ]}
      foot={<p>{say(words.foot)}</p>}
    >
      {isCharts ? <Charts /> : <Controls />}
    </Shell>
  );
}

show(Gallery);
