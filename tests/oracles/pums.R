# Figures of R's survey package that tests/pums.rs compares ours with.
#
#   Rscript tests/oracles/pums.R <folder of psam_p56.csv and psam_p44.csv.gz> > tests/oracles/pums.csv
#
# Debian: apt-get install r-base-core r-cran-survey. The files: ACS 2018 1-year PUMS, person files of Wyoming and Rhode
# Island. Margins are at 90 % confidence, 1.645 SE, as the Census Bureau's. Shares and differences are in %.

suppressPackageStartupMessages(library(survey))
folder <- commandArgs(trailingOnly = TRUE)[1]

# The Census Bureau's own margins use 1.645, not qnorm(0.95).
z90 <- 1.645
races <- list(
  white = function(d) d$RAC1P == 1, black = function(d) d$RAC1P == 2, aian = function(d) d$RAC1P %in% 3:5,
  asian = function(d) d$RAC1P == 6, nhpi = function(d) d$RAC1P == 7, other = function(d) d$RAC1P == 8,
  two_or_more = function(d) d$RAC1P == 9, white_nh = function(d) d$RAC1P == 1 & d$HISP == 1,
  hispanic = function(d) d$HISP > 1
)
sexes <- list(male = function(d) d$SEX == 1, female = function(d) d$SEX == 2)
ages <- list(
  "25-34" = function(d) d$AGEP <= 34, "35-44" = function(d) d$AGEP %in% 35:44, "45-54" = function(d) d$AGEP %in% 45:54,
  "55-64" = function(d) d$AGEP %in% 55:64, "65+" = function(d) d$AGEP >= 65
)
nativities <- list(native = function(d) d$NATIVITY == 1, foreign_born = function(d) d$NATIVITY == 2)
employments <- list(
  employed = function(d) d$ESR %in% c(1, 2, 4, 5), unemployed = function(d) d$ESR == 3,
  not_in_labor_force = function(d) d$ESR == 6
)

# SCHL 1 to 24, as the data dictionary has them, by the names of our ladder.
ladder <- c(
  "no_schooling", "nursery_school", "kindergarten", paste0("grade_", 1:11), "grade_12_no_diploma", "high_school_diploma",
  "ged_or_alternative", "some_college_under_1_year", "some_college_1_year_or_more", "associate", "bachelors", "masters",
  "professional", "doctorate"
)

line <- function(place, measure, group, reference, level, value, moe) {
  cat(sprintf("%s,%s,%s,%s,%s,%.10f,%.10f\n", place, measure, group, reference, level, value, moe))
}

# Share at a level, its number of people and the group's total.
figures <- function(design, place, group, inside, measures = c("share", "people", "total")) {
  part <- subset(design, inside)
  if (nrow(part$variables) == 0) return(invisible())
  if ("share" %in% measures) {
    share <- svymean(~bachelors, part)
    line(place, "share", group, "", "bachelors_or_higher", 100 * coef(share), 100 * z90 * SE(share))
  }
  if ("people" %in% measures) {
    people <- svytotal(~bachelors, part)
    line(place, "people", group, "", "bachelors_or_higher", coef(people), z90 * SE(people))
  }
  if ("total" %in% measures) {
    total <- svytotal(~one, part)
    line(place, "total", group, "", "", coef(total), z90 * SE(total))
  }
}

# Reference less group, each replicate whole: the covariance of both is in it.
gap <- function(design, place, group, reference, inside, outside) {
  difference <- withReplicates(design, function(w, data) {
    mean_of <- function(who) sum(w[who] * data$bachelors[who]) / sum(w[who])
    100 * (mean_of(outside) - mean_of(inside))
  })
  line(place, "gap", group, reference, "bachelors_or_higher", coef(difference), z90 * SE(difference))
}

cat("place,measure,group,reference,level,value,moe\n")
for (file in c("psam_p56.csv", "psam_p44.csv.gz")) {
  wanted <- c("ST", "PUMA", "AGEP", "SCHL", "SEX", "RAC1P", "HISP", "NATIVITY", "ESR", "PWGTP", paste0("PWGTP", 1:80))
  all <- read.csv(file.path(folder, file))[, wanted]
  d <- all[all$AGEP >= 25, ]
  d$bachelors <- as.numeric(d$SCHL >= 21)
  d$one <- 1
  place <- sprintf("%02d", d$ST[1])
  # Replicates are compared with the estimate itself, not with their mean: mse = TRUE.
  design <- svrepdesign(
    data = d, weights = ~PWGTP, repweights = "PWGTP[1-9][0-9]*", type = "successive-difference", mse = TRUE
  )
  everyone <- rep(TRUE, nrow(d))
  figures(design, place, "", everyone)
  for (dimension in list(sexes, races, ages, nativities, employments)) {
    for (code in names(dimension)) figures(design, place, code, dimension[[code]](d))
  }
  for (race in c("white_nh", "hispanic", "asian")) {
    for (sex in names(sexes)) {
      figures(design, place, paste(sex, race), sexes[[sex]](d) & races[[race]](d), c("share", "people"))
    }
  }
  figures(design, place, "female 25-34 native employed",
          d$SEX == 2 & d$AGEP <= 34 & d$NATIVITY == 1 & employments$employed(d))
  for (puma in sort(unique(d$PUMA))) {
    figures(design, sprintf("%s%05d", place, puma), "", d$PUMA == puma)
  }
  gap(design, place, "male", "female", d$SEX == 1, d$SEX == 2)
  gap(design, place, "hispanic", "white_nh", races$hispanic(d), races$white_nh(d))
  gap(design, place, "foreign_born", "native", d$NATIVITY == 2, d$NATIVITY == 1)
  gap(design, place, "65+", "25-34", d$AGEP >= 65, d$AGEP <= 34)
  # A group with a whole that holds it: its own people are on both sides.
  gap(design, place, "female", "", d$SEX == 2, everyone)
  # All others of the place, and the ratio of two shares.
  gap(design, place, "hispanic", "others", races$hispanic(d), !races$hispanic(d))
  gap(design, place, "55-64", "others", ages[["55-64"]](d), !ages[["55-64"]](d))
  ratio <- withReplicates(design, function(w, data) {
    mean_of <- function(who) sum(w[who] * data$bachelors[who]) / sum(w[who])
    mean_of(d$SEX == 1) / mean_of(d$SEX == 2)
  })
  line(place, "ratio", "male", "female", "bachelors_or_higher", coef(ratio), z90 * SE(ratio))
  for (level in 1:24) {
    people <- svytotal(~one, subset(design, d$SCHL == level))
    line(place, "people", "", "", ladder[level], coef(people), z90 * SE(people))
  }
}
