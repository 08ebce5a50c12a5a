-- Adults 25 and over by place, sex, race and level of education, with margins from the 80 replicate weights: person files
-- of the American Community Survey's PUMS in, the project's tidy table out.
--
-- In: `persons`, one row a person, every column as text, as the files have them.
-- Out: one row a figure: place, period, sex, race, level, value, moe, persons (asked; the toolkit leaves it out).
--
-- One pass over the persons makes cells; all else works on these. Nothing here is of one engine: DuckDB and Spark SQL run it
-- as it stands.
-- Codes: "PUMS Data Dictionary". Margin: 1.645 times the root of 4/80 of the sum of squared differences between each
-- replicate and the estimate; Census Bureau, "PUMS Accuracy of the Data".
WITH
cells AS (
  SELECT
    LPAD(CAST(CAST(ST AS INT) AS VARCHAR(2)), 2, '0') AS state,
    LPAD(CAST(CAST(PUMA AS INT) AS VARCHAR(5)), 5, '0') AS puma,
    CAST(SEX AS INT) AS sex,
    CAST(RAC1P AS INT) AS race,
    CASE WHEN CAST(HISP AS INT) > 1 THEN 1 ELSE 0 END AS hispanic,
    CAST(SCHL AS INT) AS step,
    COUNT(*) AS persons,
    MIN(SUBSTR(SERIALNO, 1, 4)) AS first_year,
    MAX(SUBSTR(SERIALNO, 1, 4)) AS last_year,
    SUM(CAST(PWGTP AS BIGINT)) AS w0, SUM(CAST(PWGTP1 AS BIGINT)) AS w1, SUM(CAST(PWGTP2 AS BIGINT)) AS w2,
    SUM(CAST(PWGTP3 AS BIGINT)) AS w3, SUM(CAST(PWGTP4 AS BIGINT)) AS w4, SUM(CAST(PWGTP5 AS BIGINT)) AS w5,
    SUM(CAST(PWGTP6 AS BIGINT)) AS w6, SUM(CAST(PWGTP7 AS BIGINT)) AS w7, SUM(CAST(PWGTP8 AS BIGINT)) AS w8,
    SUM(CAST(PWGTP9 AS BIGINT)) AS w9, SUM(CAST(PWGTP10 AS BIGINT)) AS w10, SUM(CAST(PWGTP11 AS BIGINT)) AS w11,
    SUM(CAST(PWGTP12 AS BIGINT)) AS w12, SUM(CAST(PWGTP13 AS BIGINT)) AS w13, SUM(CAST(PWGTP14 AS BIGINT)) AS w14,
    SUM(CAST(PWGTP15 AS BIGINT)) AS w15, SUM(CAST(PWGTP16 AS BIGINT)) AS w16, SUM(CAST(PWGTP17 AS BIGINT)) AS w17,
    SUM(CAST(PWGTP18 AS BIGINT)) AS w18, SUM(CAST(PWGTP19 AS BIGINT)) AS w19, SUM(CAST(PWGTP20 AS BIGINT)) AS w20,
    SUM(CAST(PWGTP21 AS BIGINT)) AS w21, SUM(CAST(PWGTP22 AS BIGINT)) AS w22, SUM(CAST(PWGTP23 AS BIGINT)) AS w23,
    SUM(CAST(PWGTP24 AS BIGINT)) AS w24, SUM(CAST(PWGTP25 AS BIGINT)) AS w25, SUM(CAST(PWGTP26 AS BIGINT)) AS w26,
    SUM(CAST(PWGTP27 AS BIGINT)) AS w27, SUM(CAST(PWGTP28 AS BIGINT)) AS w28, SUM(CAST(PWGTP29 AS BIGINT)) AS w29,
    SUM(CAST(PWGTP30 AS BIGINT)) AS w30, SUM(CAST(PWGTP31 AS BIGINT)) AS w31, SUM(CAST(PWGTP32 AS BIGINT)) AS w32,
    SUM(CAST(PWGTP33 AS BIGINT)) AS w33, SUM(CAST(PWGTP34 AS BIGINT)) AS w34, SUM(CAST(PWGTP35 AS BIGINT)) AS w35,
    SUM(CAST(PWGTP36 AS BIGINT)) AS w36, SUM(CAST(PWGTP37 AS BIGINT)) AS w37, SUM(CAST(PWGTP38 AS BIGINT)) AS w38,
    SUM(CAST(PWGTP39 AS BIGINT)) AS w39, SUM(CAST(PWGTP40 AS BIGINT)) AS w40, SUM(CAST(PWGTP41 AS BIGINT)) AS w41,
    SUM(CAST(PWGTP42 AS BIGINT)) AS w42, SUM(CAST(PWGTP43 AS BIGINT)) AS w43, SUM(CAST(PWGTP44 AS BIGINT)) AS w44,
    SUM(CAST(PWGTP45 AS BIGINT)) AS w45, SUM(CAST(PWGTP46 AS BIGINT)) AS w46, SUM(CAST(PWGTP47 AS BIGINT)) AS w47,
    SUM(CAST(PWGTP48 AS BIGINT)) AS w48, SUM(CAST(PWGTP49 AS BIGINT)) AS w49, SUM(CAST(PWGTP50 AS BIGINT)) AS w50,
    SUM(CAST(PWGTP51 AS BIGINT)) AS w51, SUM(CAST(PWGTP52 AS BIGINT)) AS w52, SUM(CAST(PWGTP53 AS BIGINT)) AS w53,
    SUM(CAST(PWGTP54 AS BIGINT)) AS w54, SUM(CAST(PWGTP55 AS BIGINT)) AS w55, SUM(CAST(PWGTP56 AS BIGINT)) AS w56,
    SUM(CAST(PWGTP57 AS BIGINT)) AS w57, SUM(CAST(PWGTP58 AS BIGINT)) AS w58, SUM(CAST(PWGTP59 AS BIGINT)) AS w59,
    SUM(CAST(PWGTP60 AS BIGINT)) AS w60, SUM(CAST(PWGTP61 AS BIGINT)) AS w61, SUM(CAST(PWGTP62 AS BIGINT)) AS w62,
    SUM(CAST(PWGTP63 AS BIGINT)) AS w63, SUM(CAST(PWGTP64 AS BIGINT)) AS w64, SUM(CAST(PWGTP65 AS BIGINT)) AS w65,
    SUM(CAST(PWGTP66 AS BIGINT)) AS w66, SUM(CAST(PWGTP67 AS BIGINT)) AS w67, SUM(CAST(PWGTP68 AS BIGINT)) AS w68,
    SUM(CAST(PWGTP69 AS BIGINT)) AS w69, SUM(CAST(PWGTP70 AS BIGINT)) AS w70, SUM(CAST(PWGTP71 AS BIGINT)) AS w71,
    SUM(CAST(PWGTP72 AS BIGINT)) AS w72, SUM(CAST(PWGTP73 AS BIGINT)) AS w73, SUM(CAST(PWGTP74 AS BIGINT)) AS w74,
    SUM(CAST(PWGTP75 AS BIGINT)) AS w75, SUM(CAST(PWGTP76 AS BIGINT)) AS w76, SUM(CAST(PWGTP77 AS BIGINT)) AS w77,
    SUM(CAST(PWGTP78 AS BIGINT)) AS w78, SUM(CAST(PWGTP79 AS BIGINT)) AS w79, SUM(CAST(PWGTP80 AS BIGINT)) AS w80
  FROM persons
  WHERE CAST(AGEP AS INT) >= 25
  GROUP BY 1, 2, 3, 4, 5, 6
),
years AS (
  SELECT CASE WHEN MIN(first_year) = MAX(last_year) THEN MIN(first_year)
              ELSE CONCAT(MIN(first_year), '-', MAX(last_year)) END AS period
  FROM cells
),
-- Everyone is code 0. Races overlap: who is Hispanic is of any race.
sexes AS (
  SELECT * FROM (VALUES (0, ''), (1, 'male'), (2, 'female')) AS list (code, sex)
),
races AS (
  SELECT * FROM (VALUES
    (0, -1, ''), (1, -1, 'white'), (2, -1, 'black'), (3, -1, 'aian'), (4, -1, 'aian'), (5, -1, 'aian'), (6, -1, 'asian'),
    (7, -1, 'nhpi'), (8, -1, 'other'), (9, -1, 'two_or_more'), (1, 0, 'white_nh'), (0, 1, 'hispanic')
  ) AS list (code, hispanic, race)
),
-- SCHL 1 to 24, first and last.
levels AS (
  SELECT * FROM (VALUES
    (1, 24, 'total'), (1, 15, 'less_than_high_school'), (16, 17, 'high_school'), (18, 19, 'some_college'),
    (20, 20, 'associate'), (21, 21, 'bachelors'), (22, 24, 'graduate'),
    (16, 24, 'high_school_or_higher'), (18, 24, 'some_college_or_higher'), (20, 24, 'associate_or_higher'),
    (21, 24, 'bachelors_or_higher')
  ) AS list (first_step, last_step, level)
),
places AS (
  SELECT DISTINCT state AS place, state, puma FROM cells
  UNION ALL
  SELECT DISTINCT CONCAT(state, puma) AS place, state, puma FROM cells
),
figures AS (
  SELECT
    places.place, sexes.sex, races.race, levels.level,
    SUM(persons) AS persons,
    SUM(w0) AS w0, SUM(w1) AS w1, SUM(w2) AS w2, SUM(w3) AS w3, SUM(w4) AS w4, SUM(w5) AS w5,
    SUM(w6) AS w6, SUM(w7) AS w7, SUM(w8) AS w8, SUM(w9) AS w9, SUM(w10) AS w10, SUM(w11) AS w11,
    SUM(w12) AS w12, SUM(w13) AS w13, SUM(w14) AS w14, SUM(w15) AS w15, SUM(w16) AS w16, SUM(w17) AS w17,
    SUM(w18) AS w18, SUM(w19) AS w19, SUM(w20) AS w20, SUM(w21) AS w21, SUM(w22) AS w22, SUM(w23) AS w23,
    SUM(w24) AS w24, SUM(w25) AS w25, SUM(w26) AS w26, SUM(w27) AS w27, SUM(w28) AS w28, SUM(w29) AS w29,
    SUM(w30) AS w30, SUM(w31) AS w31, SUM(w32) AS w32, SUM(w33) AS w33, SUM(w34) AS w34, SUM(w35) AS w35,
    SUM(w36) AS w36, SUM(w37) AS w37, SUM(w38) AS w38, SUM(w39) AS w39, SUM(w40) AS w40, SUM(w41) AS w41,
    SUM(w42) AS w42, SUM(w43) AS w43, SUM(w44) AS w44, SUM(w45) AS w45, SUM(w46) AS w46, SUM(w47) AS w47,
    SUM(w48) AS w48, SUM(w49) AS w49, SUM(w50) AS w50, SUM(w51) AS w51, SUM(w52) AS w52, SUM(w53) AS w53,
    SUM(w54) AS w54, SUM(w55) AS w55, SUM(w56) AS w56, SUM(w57) AS w57, SUM(w58) AS w58, SUM(w59) AS w59,
    SUM(w60) AS w60, SUM(w61) AS w61, SUM(w62) AS w62, SUM(w63) AS w63, SUM(w64) AS w64, SUM(w65) AS w65,
    SUM(w66) AS w66, SUM(w67) AS w67, SUM(w68) AS w68, SUM(w69) AS w69, SUM(w70) AS w70, SUM(w71) AS w71,
    SUM(w72) AS w72, SUM(w73) AS w73, SUM(w74) AS w74, SUM(w75) AS w75, SUM(w76) AS w76, SUM(w77) AS w77,
    SUM(w78) AS w78, SUM(w79) AS w79, SUM(w80) AS w80
  FROM cells
  JOIN places ON places.state = cells.state AND places.puma = cells.puma
  JOIN sexes ON sexes.code IN (0, cells.sex)
  JOIN races ON races.code IN (0, cells.race) AND races.hispanic IN (-1, cells.hispanic)
  JOIN levels ON cells.step BETWEEN levels.first_step AND levels.last_step
  GROUP BY places.place, sexes.sex, races.race, levels.level
),
margins AS (
  SELECT
    place, sex, race, level, persons, w0,
    1.645e0 * SQRT(4e0 / 80 * (
      POWER(w1 - w0, 2) + POWER(w2 - w0, 2) + POWER(w3 - w0, 2) + POWER(w4 - w0, 2) + POWER(w5 - w0, 2) +
      POWER(w6 - w0, 2) + POWER(w7 - w0, 2) + POWER(w8 - w0, 2) + POWER(w9 - w0, 2) + POWER(w10 - w0, 2) +
      POWER(w11 - w0, 2) + POWER(w12 - w0, 2) + POWER(w13 - w0, 2) + POWER(w14 - w0, 2) + POWER(w15 - w0, 2) +
      POWER(w16 - w0, 2) + POWER(w17 - w0, 2) + POWER(w18 - w0, 2) + POWER(w19 - w0, 2) + POWER(w20 - w0, 2) +
      POWER(w21 - w0, 2) + POWER(w22 - w0, 2) + POWER(w23 - w0, 2) + POWER(w24 - w0, 2) + POWER(w25 - w0, 2) +
      POWER(w26 - w0, 2) + POWER(w27 - w0, 2) + POWER(w28 - w0, 2) + POWER(w29 - w0, 2) + POWER(w30 - w0, 2) +
      POWER(w31 - w0, 2) + POWER(w32 - w0, 2) + POWER(w33 - w0, 2) + POWER(w34 - w0, 2) + POWER(w35 - w0, 2) +
      POWER(w36 - w0, 2) + POWER(w37 - w0, 2) + POWER(w38 - w0, 2) + POWER(w39 - w0, 2) + POWER(w40 - w0, 2) +
      POWER(w41 - w0, 2) + POWER(w42 - w0, 2) + POWER(w43 - w0, 2) + POWER(w44 - w0, 2) + POWER(w45 - w0, 2) +
      POWER(w46 - w0, 2) + POWER(w47 - w0, 2) + POWER(w48 - w0, 2) + POWER(w49 - w0, 2) + POWER(w50 - w0, 2) +
      POWER(w51 - w0, 2) + POWER(w52 - w0, 2) + POWER(w53 - w0, 2) + POWER(w54 - w0, 2) + POWER(w55 - w0, 2) +
      POWER(w56 - w0, 2) + POWER(w57 - w0, 2) + POWER(w58 - w0, 2) + POWER(w59 - w0, 2) + POWER(w60 - w0, 2) +
      POWER(w61 - w0, 2) + POWER(w62 - w0, 2) + POWER(w63 - w0, 2) + POWER(w64 - w0, 2) + POWER(w65 - w0, 2) +
      POWER(w66 - w0, 2) + POWER(w67 - w0, 2) + POWER(w68 - w0, 2) + POWER(w69 - w0, 2) + POWER(w70 - w0, 2) +
      POWER(w71 - w0, 2) + POWER(w72 - w0, 2) + POWER(w73 - w0, 2) + POWER(w74 - w0, 2) + POWER(w75 - w0, 2) +
      POWER(w76 - w0, 2) + POWER(w77 - w0, 2) + POWER(w78 - w0, 2) + POWER(w79 - w0, 2) + POWER(w80 - w0, 2)
    )) AS moe
  FROM figures
)
SELECT
  margins.place, years.period, margins.sex, margins.race, margins.level,
  margins.w0 AS value,
  -- Where nothing varies the formula says 0, which is no certainty.
  CASE WHEN margins.moe > 0 THEN CAST(ROUND(margins.moe, 6) AS VARCHAR(32)) ELSE 'too-few-cases' END AS moe,
  margins.persons
FROM margins CROSS JOIN years
ORDER BY margins.place, margins.sex, margins.race, margins.level
