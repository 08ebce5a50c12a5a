//! Where the figures come from. A row's `source` is the `name` of one of these.

use common_measure::dataset::catalog::Source;

const CENSUS: &str = "U.S. Census Bureau";
const BLS: &str = "U.S. Bureau of Labor Statistics";
const ERS: &str = "U.S. Department of Agriculture, Economic Research Service";
const CEW: &str = "Georgetown University Center on Education and the Workforce";

/// Years of the one-year tables of states.
pub(super) const ONE_YEAR: [&str; 9] = ["2008", "2009", "2010", "2011", "2012", "2014", "2015", "2017", "2018"];

fn source(name: &str, agency: &str, title: &str, table: &str, vintage: &str, path: &str) -> Source {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Source {
        name: name.to_owned(),
        title: title.to_owned(),
        agency: some(agency),
        table: some(table),
        vintage: some(vintage),
        path: some(path),
    }
}

/// All of them, official tables first, then cited publications.
pub(super) fn all() -> Vec<Source> {
    let mut all = vec![
        source(
            "usda-ers-education",
            ERS,
            "County-level Data Sets: Education",
            "Education 1970 to 2023",
            "2025 release",
            "https://www.ers.usda.gov/data-products/county-level-data-sets/",
        ),
        source(
            "usda-ers-unemployment",
            ERS,
            "County-level Data Sets: Unemployment (BLS Local Area Unemployment Statistics, annual averages)",
            "Unemployment 2000 to 2023",
            "2000-2023",
            "https://www.ers.usda.gov/data-products/county-level-data-sets/",
        ),
        source(
            "acs5-2010-s1501",
            CENSUS,
            "American Community Survey, 5-year estimates",
            "S1501",
            "2006-2010",
            "https://data.census.gov/table/ACSST5Y2010.S1501",
        ),
        source(
            "acs5-2017-b07009",
            CENSUS,
            "American Community Survey, 5-year estimates",
            "B07009",
            "2013-2017",
            "https://data.census.gov/table/ACSDT5Y2017.B07009",
        ),
        source(
            "acs5-2017-s1501",
            CENSUS,
            "American Community Survey, 5-year estimates",
            "S1501",
            "2013-2017",
            "https://data.census.gov/table/ACSST5Y2017.S1501",
        ),
        source(
            "acs5-2017-c15002-race",
            CENSUS,
            "American Community Survey, 5-year estimates, as published without margins by AAPI Data (Quick Stats)",
            "C15002B, C, D, E, H and I",
            "2013-2017",
            "https://data.census.gov/table/ACSDT5Y2017.C15002H",
        ),
        source(
            "acs5-2017-b20004",
            CENSUS,
            "American Community Survey, 5-year estimates",
            "B20004",
            "2013-2017",
            "https://data.census.gov/table/ACSDT5Y2017.B20004",
        ),
        source(
            "acs5-2022-b15003",
            CENSUS,
            "American Community Survey, 5-year estimates",
            "B15003",
            "2018-2022",
            "https://data.census.gov/table/ACSDT5Y2022.B15003",
        ),
        source(
            "acs1-2018-b23006",
            CENSUS,
            "American Community Survey, 1-year estimates",
            "B23006",
            "2018",
            "https://api.census.gov/data/2018/acs/acs1/groups.html",
        ),
        source(
            "acs1-2019-b06009",
            CENSUS,
            "American Community Survey, 1-year estimates",
            "B06009",
            "2019",
            "https://data.census.gov/table/ACSDT1Y2019.B06009",
        ),
        source(
            "acs1-2019-s1501",
            CENSUS,
            "American Community Survey, 1-year estimates",
            "S1501",
            "2019",
            "https://data.census.gov/table/ACSST1Y2019.S1501",
        ),
        source(
            "acs1-2019-b20004",
            CENSUS,
            "American Community Survey, 1-year estimates",
            "B20004",
            "2019",
            "https://data.census.gov/table/ACSDT1Y2019.B20004",
        ),
    ];
    for year in ONE_YEAR {
        for (id, table) in
            [("b15003", "B15003"), ("c15002", "C15002"), ("c15002-race", "C15002A to I"), ("b20004", "B20004")]
        {
            all.push(source(
                &format!("acs1-{year}-{id}"),
                CENSUS,
                "American Community Survey, 1-year estimates",
                table,
                year,
                &format!("https://api.census.gov/data/{year}/acs/acs1/groups.html"),
            ));
        }
    }
    all.extend([
        source(
            "bls-oews-2025",
            BLS,
            "Occupational Employment and Wage Statistics",
            "Employment by occupation, all industries",
            "May 2025",
            "https://www.bls.gov/oes/",
        ),
        source(
            "bls-ep-2024-34",
            BLS,
            "Employment Projections",
            "Occupational projections and worker characteristics",
            "2024-34",
            "https://data.bls.gov/projections/occupationProj",
        ),
        source(
            "bls-ep-5-3",
            BLS,
            "Employment Projections",
            "Table 5.3, educational attainment for workers 25 years and older by detailed occupation",
            "2019",
            "https://www.bls.gov/emp/tables/educational-attainment.htm",
        ),
        source(
            "bls-cps-earnings",
            BLS,
            "Current Population Survey, weekly and hourly earnings",
            "LABSTAT survey LE",
            "2005-2019",
            "https://download.bls.gov/pub/time.series/le/",
        ),
        source(
            "bls-cps-unemployment",
            BLS,
            "Current Population Survey, labor force statistics",
            "LABSTAT survey LN",
            "2005-2019",
            "https://download.bls.gov/pub/time.series/ln/",
        ),
        source(
            "ca-edd-2020-30",
            "State of California, Employment Development Department, Labor Market Information Division",
            "Long-Term Occupational Employment Projections",
            "",
            "2020-2030",
            "https://data.ca.gov/dataset/long-term-occupational-employment-projections",
        ),
        source(
            "ca-cde-acgr",
            "California Department of Education",
            "Adjusted Cohort Graduation Rate and Outcome Data",
            "County level, all schools",
            "2016-17 to 2021-22",
            "https://www.cde.ca.gov/ds/ad/filesacgr.asp",
        ),
    ]);
    all.extend(cited());
    all
}

/// Publications of which only single figures or sentences are quoted, each with the page on which they were read.
fn cited() -> [Source; 12] {
    [
        source(
            "la-compact-page",
            "L.A. Compact",
            "L.A. Compact web page, undated",
            "",
            "undated",
            "https://www.lacompact.org/",
        ),
        source(
            "cew-recovery-2020",
            CEW,
            "Recovery: Job Growth and Education Requirements Through 2020",
            "",
            "2013",
            "https://cew.georgetown.edu/report/recovery-job-growth-and-education-requirements-through-2020/",
        ),
        source(
            "cew-recovery-2020-new-america",
            CEW,
            "Recovery: Job Growth and Education Requirements Through 2020, as quoted by New America",
            "",
            "2013",
            "https://www.newamerica.org/post-secondary-national-policy-institute/our-blog/\
             recovery-job-growth-and-education-requirements-through-2020",
        ),
        source(
            "cew-help-wanted-lightcast",
            CEW,
            "Help Wanted: Projections of Jobs and Education Requirements Through 2018, as quoted by Lightcast",
            "",
            "2010",
            "https://lightcast.io/resources/blog/georgetown-college-educated-workers-will-be-increasingly-needed",
        ),
        source(
            "cew-help-wanted-california",
            CEW,
            "Help Wanted: Projections of Jobs and Education Requirements Through 2018, as quoted by the California \
             Collaborative",
            "",
            "2010",
            "http://cacollaborative.org/meetings/meeting18/state-projections",
        ),
        source(
            "cew-after-everything",
            CEW,
            "After Everything: Projections of Jobs, Education, and Training Requirements through 2031, as quoted by \
             Georgetown University's The Feed",
            "",
            "2023",
            "https://feed.georgetown.edu/access-affordability/\
             georgetown-report-emphasizes-central-role-of-postsecondary-education-in-us-workforce/",
        ),
        source(
            "lumina-la-chamber-2013",
            "Lumina Foundation and Los Angeles Area Chamber of Commerce",
            "L.A.'s economy depends on higher education",
            "",
            "2013; the year of its data is not stated",
            "https://collegecampaign.org/blog/l-a-s-economy-depends-on-higher-education",
        ),
        source(
            "laedc-snapshot-2017",
            "Los Angeles County Economic Development Corporation",
            "LA County Workforce Snapshot and Trends, as quoted by the Los Angeles Coalition",
            "",
            "2017",
            "https://www.thelacoalition.com/economic-updates/la-county-workforce-snapshot-trends/",
        ),
        source(
            "la-compact-2014",
            "L.A. Compact",
            "L.A. Compact document, 2014",
            "",
            "2014",
            "https://issuu.com/laareachamber/docs/compactfulldoc2014_final-1",
        ),
        source(
            "la-compact-impact-2020",
            "L.A. Compact",
            "L.A. Compact, Our Impact, January 2020",
            "",
            "2020",
            "https://www.lacompact.org/our_impact_jan_2020",
        ),
        source(
            "la-compact-2021-first-5",
            "First 5 LA",
            "L.A. Compact Recommitment Announced by Partners",
            "",
            "2021",
            "https://first5la.org/article/l-a-compact-recommitment-announced-by-partners",
        ),
        source(
            "la-compact-2021-unite-la",
            "UNITE-LA",
            "Recommitting From Cradle to Career",
            "",
            "2021",
            "https://www.unitela.com/unite_la_today_recommitting_from_cradle_to_career",
        ),
    ]
}

/// The id of the publication at an address.
pub(super) fn at<'a>(sources: &'a [Source], address: &str) -> Result<&'a str, String> {
    let found = sources.iter().find(|s| s.path.as_deref() == Some(address));
    found.map(|s| s.name.as_str()).ok_or_else(|| format!("no source is declared for {address}"))
}
