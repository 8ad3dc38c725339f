export { helpText, settingsHelp } from './help-text.js';
export { reference, unexplained } from './reference.js';
export {
  declareSettings,
  type Named,
  type Needed,
  type Otherwise,
  type Program,
  type Rate,
  type Setting,
  type Url,
  type Whole,
} from './setting.js';
