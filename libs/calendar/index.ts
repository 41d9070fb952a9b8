export { calendar, NotACalendar, type Calendar } from './calendar.ts';
export {
  addDays,
  addMonths,
  daysBetween,
  latestStartWithMonths,
  monthsToReach,
  wholeMonthsBetween,
} from './days-and-months.ts';
export { england } from './england.ts';
export {
  explainDays,
  explainEachDay,
  explainEachMonth,
  explainMonths,
  explainWorkingDays,
  type CountedDay,
  type CountedDays,
  type CountedMonth,
  type CountedMonths,
} from './explain.ts';
export { inWords } from './in-words.ts';
export { isTimeOfDay, londonDate, londonInstant, londonTimeToInstant, NotATimeOfDay } from './london.ts';
export { DateOutOfRange, isPlainDate, NotADate, plainDate, type PlainDate } from './plain-date.ts';
export { addWorkingDays, isWorkingDay, workingDaysBetween, workingDaysToReach } from './working-days.ts';
