/* tslint:disable */
/* eslint-disable */
/** What loading a file came to. Rows read and rows refused add up to the rows of the file. */
export interface Report {
    format: string;
    rows: number;
    refused: number;
    observations: number;
    warningCount: number;
    /** The first 100. */
    warnings: { code: string; line: number; column: number; message: string }[];
}

/** A column by its name, or one value for every row, or a column whose words stand for codes; rows of null are left out. */
export type Given = string | { value: string } | { column: string; words?: Record<string, string | null> };

/** Which columns of a table are which dimension, for a header that no format has. */
export interface Columns {
    place?: Given;
    period?: Given;
    level?: Given;
    sex?: Given;
    race?: Given;
    indicator?: Given;
    occupation?: Given;
    group?: Given;
    /** "count" (where absent), "share" from 0 to 1, "percent" from 0 to 100, "dollars". */
    unit?: Given;
    /** Column of the place's name. */
    name?: string;
    /** Column of the figures; of a wide table several. */
    value?: string | {
        column: string; moe?: string; level?: string; sex?: string; race?: string; period?: string; indicator?: string; unit?: string;
    }[];
    /** Column of the margins of error at 90 % confidence. */
    moe?: string;
}

/** What a caller says of a file. */
export interface LoadOptions {
    format?: string;
    period?: string;
    /** Cited for every row, whatever the file says of itself: an id, or an entry of its own. */
    source?: string | { name: string; title?: string; agency?: string; table?: string; vintage?: string; path?: string };
    indicator?: string;
    unit?: string;
    columns?: Columns;
}

/** A look at a file. */
export interface Preview {
    /** Null where no format has this header. */
    format: string | null;
    /** Null for JSON. */
    delimiter: string | null;
    headerLine: number;
    header: string[];
    /** At most 20. */
    rows: string[][];
    rowCount: number;
    /** False where `rowCount` is an estimate. */
    counted: boolean;
    /** `words` are empty where there are more than 60. */
    columns: { name: string; words: string[]; numbers: boolean }[];
    guesses: Record<"place" | "period" | "level" | "sex" | "race" | "value" | "moe" | "name", string | null>;
    read: number;
    refused: number;
    warnings: Report["warnings"];
}

/** What every failed call throws. */
export interface CommonMeasureError extends Error {
    /** A stable word: `empty-file`, `unknown-format`, `bad-spec`, `no-data`, ... */
    code: string;
    details: { line?: number; column?: number; field?: string; reason?: string };
}

/** Percentage points, ratio, adjusted parity index, share of the highest, adults who would need the level. */
export type Definition = "points" | "ratio" | "parity_index" | "four_fifths" | "people_to_parity";
export type Measure =
| "attainment" | "trend" | "gap" | "jobs" | "skills_gap" | "pipeline" | "earnings" | "published" | "progress"
| "scenario";
export type Sex = "female" | "male";
export type Race =
| "white" | "black" | "aian" | "asian" | "nhpi" | "other" | "two_or_more" | "white_nh" | "hispanic";

export type Age = "25-34" | "35-44" | "45-54" | "55-64" | "65+";
export type Nativity = "native" | "foreign_born";
export type Employment = "employed" | "unemployed" | "not_in_labor_force";

/** What `figures` is asked: a spec of attainment with several dimensions in `by`. */
export interface FiguresSpec
extends Pick<Spec, "place" | "period" | "level" | "sex" | "race" | "age" | "nativity" | "employment" | "data"> {
    /** Every combination of these groups; one may be "puma", "county" or "tract", every such part of the place. */
    by?: NonNullable<Spec["by"]> | NonNullable<Spec["by"]>[];
}

/** Words, row by row: `values[codes[row]]`. */
export interface WordColumn { values: string[]; codes: Uint32Array }

/** Estimates, row by row. */
export interface EstimateColumns {
    /** NaN where there is none. */
    value: Float64Array;
    /** Margin of error at 90 % confidence; NaN where there is none. */
    moe: Float64Array;
    /** Why there is no value, or no margin; "" where there are both. */
    reason: WordColumn;
    /** Places in `reliabilities`. */
    reliability: Uint8Array;
    source: WordColumn;
}

/** Figures of one level in columns. */
export interface Figures {
    level: string;
    /** Number of rows. */
    length: number;
    place: WordColumn & { names: string[] };
    period: WordColumn;
    /** "total" is everyone. */
    sex: WordColumn;
    race: WordColumn;
    /** This and the next two only where they are asked about. */
    age?: WordColumn;
    nativity?: WordColumn;
    employment?: WordColumn;
    share: EstimateColumns;
    people: EstimateColumns;
    /** All adults of the group. */
    total: EstimateColumns;
    reliabilities: ["", "high", "medium", "low"];
    sources: Source[];
    notes: { code: string; values: string[] }[];
}

/** What of `Figures` a scatter is made of; each place once in each of two periods. */
export type ScatterFigures = Pick<Figures, "level" | "place" | "period">
& { share: Pick<EstimateColumns, "value"> & Partial<EstimateColumns> }
& Partial<Pick<Figures, "sex" | "race" | "age" | "nativity" | "employment" | "sources" | "notes">>;

/** A question. */
export interface Spec {
    measure: Measure;
    /** FIPS or GEOID, or several; the package's default place where absent. */
    place?: string | string[];
    /** "1970", "2019-2023", or several; the newest with data where absent. */
    period?: string | string[];
    /** A level of education; "bachelors_or_higher" where absent. */
    level?: string;
    sex?: Sex;
    race?: Race;
    /** This, nativity and employment only microdata can tell. */
    age?: Age;
    nativity?: Nativity;
    employment?: Employment;
    /** Every group of a dimension (of a pipeline: race or sex); "puma", "county", "tract": every such part of the place. */
    by?: "sex" | "race" | "age" | "nativity" | "employment" | "puma" | "county" | "tract";
    /** What a gap is measured against; the highest share where absent. */
    reference?: {
        /** All others of the place. */
        others?: boolean;
        place?: string; sex?: Sex; race?: Race; age?: Age; nativity?: Nativity; employment?: Employment;
    };
    /** The definition of a gap that is asked about; "points" where absent. */
    definition?: Definition;
    /** The table to ask, where more than one could answer. */
    data?: string;
    /** Student group of a pipeline ("RH"), or several; everyone where absent. */
    group?: string | string[];
    /** What a skills gap assumes. */
    assumptions?: Assumptions;
    /** For "published": which indicator. For "progress": which of the agenda's, by its id; all where absent. For "earnings": "median_weekly_earnings" or "median_earnings". */
    indicator?: string;
    /** What a scenario sets. */
    scenario?: ScenarioSetup;
}

/** An input: a number, or a value with the ends between which it may lie. Shares 0 to 1; else people a year. */
export type ScenarioRange = number | { value: number; low?: number; high?: number };

/** What a scenario sets; everything has a default, which the answer holds. */
export interface ScenarioSetup {
    /** Last year; 2040 where absent. */
    horizon?: number;
    target?: {
        /** "high_school_or_higher", "some_college_or_higher" or "bachelors_or_higher". */
        level?: string;
        /** Share of the adults 25 to 64; 0.5, and marked as assumed, where absent. */
        share?: number;
        /** The horizon where absent. */
        year?: number;
    };
    /** People who turn 25 in a year. */
    cohort?: ScenarioRange;
    /** Share of them who finished high school. */
    graduation?: ScenarioRange;
    /** Share of the graduates who went to college. */
    college_going?: ScenarioRange;
    /** Share of those who completed a bachelor's degree. */
    completion?: ScenarioRange;
    /** Adults a year from high school to some college. */
    starting?: ScenarioRange;
    /** Adults a year from some college to a bachelor's degree. */
    returning?: ScenarioRange;
    /** Part of the adults 25 to 64 that turns 65 in a year. */
    ageing_out?: ScenarioRange;
    /** At most 8, in the order in which they are added up. */
    contributions?: {
        name: string;
        kind: "graduation" | "college_going" | "completion" | "starting" | "returning";
        /** 0.02 is two percentage points; of starting and returning, people a year. */
        change: number; low?: number; high?: number;
        /** Nothing up to this year, all from `to` on; at once from `from` on where `to` is absent. */
        from: number; to?: number;
    }[];
}

/** Absent: a default. An answer has the defaults filled in, null where there is none. */
export interface Assumptions {
    /** "25_to_64" needs a table of that age, or microdata. */
    population?: "25_and_over" | "25_to_64";
    /** Part of the adults in the labor market, 0 to 1; all where absent. */
    participation?: number | null;
    /** Share of the jobs that need the level, 0 to 1; the published share where absent. */
    required_share?: number | null;
    /** Jobs as counted, or at the end of the newest projection. */
    period?: "base" | "projected";
}

/** A figure. Shares are 0 to 1, counts people. */
export interface Estimate {
    value: number | null;
    /** Margin of error at 90 % confidence, in the unit of the value. */
    moe: number | null;
    moeReason?: string;
    reason?: string;
    reliability: "high" | "medium" | "low" | null;
    /** Id of the source, or ids joined by " + ". */
    source: string;
}

export interface Place { code: string; name: string; kind: "nation" | "state" | "county" | "metro" | "puma" | "tract" | "other" }
export interface LevelFigure { level: string; share: Estimate; people: Estimate }
export interface Gap {
    /** Reference less group: 0.1 is ten percentage points. */
    points: Estimate;
    /** The share that the group is compared with. */
    reference: Estimate;
    /** Group over reference. */
    ratio: Estimate;
    /** Adjusted parity index: 0 to 2, and 1 is parity. */
    parityIndex: Estimate;
    parity: "below" | "within" | "above" | null;
    /** Share over the highest of the answer. */
    ofHighest: Estimate;
    underFourFifths: boolean | null;
    /** False where the choice of definition changes the conclusion. */
    definitionsAgree: boolean;
    rank: number | null;
    peopleToParity: Estimate;
    verdict: "different" | "too-close" | "cannot-test";
    reason?: string;
}
export interface Item {
    place: Place;
    period: string;
    group: { sex: Sex | null; race: Race | null; age?: Age; nativity?: Nativity; employment?: Employment };
    total: Estimate;
    /** Lowest first; together the whole. */
    levels: LevelFigure[];
    atOrAbove: LevelFigure[];
    gap?: Gap;
    /** By share, the highest being 1; equal for those that tie. By county or tract only. */
    rank?: number;
}
export interface EntryFigure { level: string; share: Estimate; jobs: Estimate }
export interface Jobs {
    place: Place;
    period: string;
    education: EntryFigure[];
    atOrAbove: EntryFigure[];
    bands: { level: string; jobs: Estimate; adults: Estimate }[];
    adults?: Item;
    coverage: {
        counted: number; publishedTotal: number | null;
        occupations: number; suppressed: number; unmatched: number;
    };
}
/** Demand less supply by one reading of demand. Shares 0 to 1; gaps below nought where supply is larger. */
export interface Reading {
    reading: "entry" | "workers" | "published";
    /** Year of the demand; "" for an assumed share. */
    period: string;
    requiredShare: Estimate;
    jobs?: Estimate;
    supplyShare: Estimate;
    gapShare: Estimate;
    gapPeople: Estimate;
    base: Estimate;
    /** Share of the published jobs whose occupation could be joined. */
    joined?: number;
}
export interface SkillsGap {
    place: Place;
    /** Of the adults. */
    period: string;
    assumptions: Assumptions;
    readings: Reading[];
    /** People, as a publisher claims; quoted. */
    claim?: Estimate;
    /** The share of demand that would give the claim. */
    impliedShare?: Estimate;
}
export interface Stage {
    place: Place;
    group: string;
    stage:
    | "chronically_absent" | "reading_grade_3" | "math_grade_8" | "english_grade_11" | "graduated" | "met_a_g"
    | "dropped_out" | "college_going" | "first_year_credits" | "degree";
    period: string;
    share: Estimate;
    /** Whom the share is of. */
    of: "enrolled" | "tested" | "cohort" | "graduates" | "completers";
    ofHundred: Estimate;
    /** Of which 100. */
    hundred: "enrolled" | "tested" | "cohort" | "completers";
    /** How many there are in that denominator. */
    base: Estimate;
    /** Whether two rates of one cohort were multiplied. */
    multiplied: boolean;
    /** Format of the file that would fill the stage; "" where there is none. */
    fills?: string;
    /** Against all others; not for everyone. */
    gap?: CohortGap;
}
/** A group of a cohort against all others of it. Shares are of the cohort, 0 to 1. */
export interface CohortGap {
    othersShare: Estimate;
    /** Group less others: -0.1 is ten percentage points below. */
    points: Estimate;
    /** E of the percentage-point-gap method. */
    threshold: number | null;
    flagged: boolean | null;
    /** Why it is not said whether the group is flagged. */
    reason?: string;
    /** Group over others; of absence and dropping out, of those who were not or did not. */
    ratio: Estimate;
    parity: "below" | "within" | "above" | null;
    /** Of the highest of the groups asked for. */
    underFourFifths: boolean | null;
    peopleToParity: Estimate;
    rank: number | null;
    definitionsAgree: boolean;
}
export interface Earnings {
    place: Place;
    period: string;
    indicator: "median_weekly_earnings" | "median_earnings";
    level: string;
    /** Dollars. */
    earnings: Estimate;
    unemployment?: Estimate;
    /** The level that ends where this one begins. */
    stepFrom?: string;
    difference?: Estimate;
    ratio?: Estimate;
}
/** A figure as published. */
export interface Published {
    place: Place;
    /** "undated" where the publication names no period. */
    period: string;
    indicator: string;
    unit: "share" | "count" | "dollars";
    value: Estimate;
}
/** A sentence in both languages of the page. Plain text, never markup. */
export interface Words { en: string; es: string }

/** What several partners watch; `agenda.schema.json` has the form, docs/agenda.md explains it. */
export interface Agenda {
    $schema?: string;
    id: string;
    title: Words;
    about?: Words | null;
    /** "https://...", "http://..." or "mailto:...". */
    contact?: string | null;
    sources?: { id: string; title: string; url: string }[] | null;
    partners?: { id: string; name: string; about?: Words | null; url?: string | null; source?: string | null }[] | null;
    goals: { id: string; title: Words; source?: string | null; indicators: AgendaIndicator[] }[];
    /** `date` as "2021-10-14". */
    changes?: { date: string; text: Words; indicator?: string | null }[] | null;
}

/** One figure to be watched: a spec, or what data it waits for. */
export interface AgendaIndicator {
    id: string;
    title: Words;
    definition: Words;
    source?: string | null;
    spec?: Spec | null;
    /** Of a pipeline. */
    stage?: string | null;
    waiting?: Words | null;
    better: "higher" | "lower";
    baseline?: { period: string } | null;
    target?: { value: number; year: number; source?: string | null } | null;
    contributions?: { partner: string; text: Words; source?: string | null }[] | null;
    contact?: string | null;
}

/** Where an indicator of the agenda stands. Figures are shares; of a gap, percentage points as a share. */
export interface Progress {
    indicator: string;
    place: Place;
    /** Oldest first. */
    points: { period: string; value: Estimate }[];
    baseline: { period: string; value: Estimate } | null;
    latest: { period: string; value: Estimate } | null;
    /** Newest less baseline, where the two can be compared. */
    change?: Estimate;
    target: { value: number; year: number } | null;
    /** Where the straight path from baseline to target stands at the newest figure. */
    path?: Estimate;
    /** How far the newest figure is ahead of the path; behind it below nought. */
    ahead?: Estimate;
    verdict: "on-track" | "off-track" | "cannot-tell";
    /** Why it cannot be told: "no-target", "within-margin", "waiting-for-data", ... */
    reason?: string;
}

/** A result of a model: ends of a band, no margin. */
export interface Band { value: number; low: number; high: number }
/** Less than high school, high school, some college or an associate degree, bachelor's or higher. */
export type Stock = [number, number, number, number];
/** What if. Shares and people are of adults 25 to 64 at the target's level or higher. */
export interface Scenario {
    place: Place;
    horizon: number;
    target: { level: string; share: number; year: number; assumed: boolean };
    base: {
        period: string; year: number; method: "published" | "microdata" | "synthetic";
        levels: { level: string; people: Estimate }[]; total: Estimate; share: Estimate;
    };
    inputs: (Band & {
        input: "cohort" | "graduation" | "college_going" | "completion" | "starting" | "returning" | "ageing_out";
        /** Whether it is no published figure. */
        assumed: boolean;
        /** Id of the source, "question" or "assumption". */
        source: string;
    })[];
    contributions: {
        name: string; kind: string; change: Band; from: number; to: number;
        /** Adults more in the target year, on top of the contributions before it. */
        people: Band;
    }[];
    /** Every year from the base to the horizon. */
    rows: { year: number; baseline: Band; with: Band; baselineStock: Stock; withStock: Stock }[];
    /** The target year. */
    outcome: {
        baselineShare: Band; withShare: Band; baseline: Band; with: Band; gain: Band; needed: Band;
        /** Needed less baseline, and less what there is with contributions; never below nought. */
        gap: Band; missing: Band;
        verdict: "reaches" | "falls-short" | "within-band";
    };
}
export interface Source {
    name: string; title: string; agency?: string; table?: string; vintage?: string; path?: string;
}
/** The answer to a question: plain JSON, all that a chart needs. */
export interface Answer {
    measure: Measure;
    universe: string;
    level: string;
    items: Item[];
    reference?: Item;
    /** Of a gap: the definition asked about. */
    definition?: Definition;
    spread?: { indexOfDisparity: Estimate; theil: Estimate };
    jobs?: Jobs;
    skillsGap?: SkillsGap;
    pipeline?: Stage[];
    earnings?: Earnings[];
    published?: Published[];
    progress?: Progress[];
    scenario?: Scenario;
    sources: Source[];
    notes: { code: string; values: string[] }[];
}

/** A step of a derivation; a tree that ends in cells. */
export interface Step {
    /** Of a scenario's model: the level or input that it is. */
    name?: string;
    rule:
    | "cell" | "replicates" | "sum" | "difference" | "remainder" | "others" | "proportion" | "ratio" | "product"
    | "parity-index" | "index-of-disparity" | "theil" | "four-fifths" | "percentage-point-gap" | "at-least-nought"
    | "constant" | "assumption" | "contribution" | "scenario";
    formula: string;
    margin: string;
    formulaSource: string;
    value: number | null;
    moe: number | null;
    /** Of value and moe. */
    unit: "share" | "count" | "dollars" | "ratio";
    cell?: {
        table: string; line: number; column: string; source: string; place: string; level?: string; occupation?: string;
    };
    inputs: Step[];
}
export interface Explanation {
    figures: {
        place: Place; period: string; group: Item["group"]; level: string;
        /** Student group of a pipeline. */
        students?: string;
        /** Stage of a pipeline, reading of a skills gap, or the level that a step of earnings is from. */
        of?: string;
        what:
        | "share" | "people" | "total" | "jobs" | "gap" | "ratio" | "parity_index" | "four_fifths" | "people_to_parity"
        | "index_of_disparity" | "theil" | "of_hundred" | "base" | "others_share" | "earnings" | "unemployment" | "step"
        | "step_ratio" | "required_share" | "supply_share" | "implied_share" | "claim" | "baseline" | "with" | "ahead";
        derivation: Step;
        /** The figure's name. */
        label: string;
        /** The derivation in words, a line a step, indented. */
        words: string[];
    }[];
    sources: Source[];
}

export interface ChartSpec {
    chart?: "attainment" | "trend" | "gap" | "jobs" | "skills_gap" | "pipeline" | "earnings" | "scenario" | "map"
    | "scatter";
    /** How a map's shares are cut: as many places in each class (where absent), or as many points. */
    steps?: "quantile" | "equal";
    /** Classes of a map, 2 to 7; 5 where absent. */
    classes?: number;
    /** Property of the shapes with the place's code; what joins best where absent. */
    id?: string;
    /** Codes of the places that a scatter names. */
    mark?: string[];
}
/** How the places of a map and its shapes found each other. */
export interface Join {
    /** Name of the topology's object; "" in GeoJSON. */
    layer: string;
    /** Property with the codes; "" for the shapes' own id. */
    key: string;
    joined: number;
    /** Codes of places with a figure and no shape. */
    withoutShape: string[];
    /** Ids of shapes whose place is not in the answer. */
    withoutFigure: string[];
}
export interface LayoutOptions {
    /** CSS pixels, 200 to 4000. */
    width?: number;
    /** CSS pixels; what the chart needs where absent, and never less. */
    height?: number;
    pixelRatio?: number;
    /** "en" or "es-US". */
    locale?: string;
    theme?: string | { base: string; tokens?: Record<string, string> };
}
export interface Description {
    title: string;
    axis: string;
    summary: string;
    notes: string[];
    sources: string[];
    legend: { label: string; color: string }[];
}
export interface Table { caption: string; head: string[]; rows: string[][] }
/** A figure on a chart, in CSS pixels around its centre. */
export interface Mark {
    id: number; x: number; y: number; width: number; height: number;
    label: string; value: string; margin: string; source: string; text: string;
    /** On a map and of points: code of the place; on a map its rank with a word where it is shared. */
    place?: string; rank?: string;
}



/**
 * A data package and the tables that are loaded.
 */
export class Catalog {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Checks an agenda, JSON text or an object, and holds it: what progress is measured by.
     */
    agenda(agenda: Agenda | string): void;
    /**
     * How the figures of an answer came about, as data and in words of a language.
     */
    explain(spec: Spec, locale?: string): Explanation;
    /**
     * Figures of one level in columns: for thousands, which as objects would cost more than to compute them.
     */
    figures(spec: FiguresSpec): Figures;
    /**
     * Reads a file; its report.
     */
    load(name: string, bytes: Uint8Array, options?: LoadOptions): Report;
    /**
     * Reads a file that comes in pieces.
     */
    loader(name: string, options?: LoadOptions): Loader;
    /**
     * Answers a question.
     */
    measure(spec: Spec): Answer;
    /**
     * Of a Frictionless data package: an object or JSON text; of none, every file is recognised by its header.
     */
    constructor(descriptor?: object | string);
    /**
     * Periods for which a place, and a group of it, has figures; oldest first.
     */
    periods(spec: Spec): string[];
    /**
     * Places with figures, in code order.
     */
    places(indicator?: string, data?: string): Place[];
    /**
     * A look at a file, or at its first bytes, before it is loaded; `size` is then the whole file's number of bytes.
     */
    preview(bytes: Uint8Array, size?: number, options?: LoadOptions): Preview;
    /**
     * Takes a table out of the catalog.
     */
    unload(name: string): boolean;
}

/**
 * An answer to be shown. Made from a result alone, in any thread.
 */
export class Chart {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * How the places of a map and its shapes found each other; null for other charts.
     */
    join(): Join | null;
    /**
     * Places everything for a size, a language and a theme.
     */
    layout(options?: LayoutOptions): View;
    /**
     * Of a result and what to show of it.
     */
    constructor(result: Answer, spec?: ChartSpec, shapes?: Uint8Array | string);
    /**
     * A scatter of columns as `figures` gives them: a point a place, of two periods.
     */
    static ofFigures(figures: ScatterFigures, spec?: ChartSpec): Chart;
}

/**
 * A file on its way in.
 */
export class Loader {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Gives up; what was read is forgotten.
     */
    cancel(): void;
    /**
     * Closes the file, adds its table to the catalog and gives the report.
     */
    finish(): Report;
    /**
     * Takes the next piece.
     */
    push(piece: Uint8Array): void;
    /**
     * Closes the file and gives the report; the table waits for `finish` or `cancel`.
     */
    report(): Report;
}

/**
 * A result of thousands of places, read piece by piece: a page can be scrolled and pressed in between. Then it serves
 * as many charts as are made of it.
 */
export class ResultReader {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Of a result, with as many of its items as it has here. Where it is known how many there will be, room is made
     * once, and no more than they need.
     */
    constructor(result: Answer, count?: number | null);
    /**
     * More of them, in their order; not while a chart of it is in use.
     */
    push(items: Item[]): void;
}

/**
 * The shapes of places, read once for as many maps as are made of them.
 */
export class Shapes {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * A map of a result that has been read.
     */
    chartOf(result: ResultReader, spec?: ChartSpec): Chart;
    /**
     * A map of a result.
     */
    chart(result: Answer, spec?: ChartSpec): Chart;
    /**
     * Of a GeoJSON or TopoJSON file.
     */
    constructor(bytes: Uint8Array | string);
    /**
     * The shapes as bytes, for another instance of the module: a worker reads a file, its page takes the shapes.
     */
    pack(): Uint8Array;
    /**
     * What `pack` made.
     */
    static unpack(bytes: Uint8Array | number[]): Shapes;
}

/**
 * A chart of one size, language and theme.
 */
export class View {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The chart in words.
     */
    describe(): Description;
    /**
     * Paints shapes from one on, up to another, as `draw` paints them all; whether there are more. Of thousands a page
     * can be scrolled and pressed between two parts.
     */
    drawPart(canvas: HTMLCanvasElement, from: number, to: number): boolean;
    /**
     * Sizes a canvas for this view and paints it; `active` is the id of the mark that is pointed at.
     */
    draw(canvas: HTMLCanvasElement, active?: number | null): void;
    /**
     * Clears a canvas of this view's size and paints only what marks the active mark: a layer above the picture, so
     * that pointing at a map of thousands of places repaints one.
     */
    highlight(canvas: HTMLCanvasElement, active?: number | null): void;
    /**
     * The figure at a point in CSS pixels, or null.
     */
    hitTest(x: number, y: number): Mark | null;
    /**
     * Every figure on the chart, in reading order; or those from a place in that order on, up to another.
     */
    marks(from?: number | null, to?: number | null): Mark[];
    /**
     * The chart as an SVG document.
     */
    svg(): string;
    /**
     * The chart as a table.
     */
    table(): Table;
    /**
     * CSS pixels.
     */
    readonly height: number;
    /**
     * CSS pixels.
     */
    readonly width: number;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    // …
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
