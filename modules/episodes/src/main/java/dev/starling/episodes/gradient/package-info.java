/**
 * Methods that adapt a network by gradient steps: MAML and first-order MAML (Finn et al. 2017), ANIL (Raghu et al. 2020), Reptile
 * (Nichol et al. 2018), and joint training with fine-tuning, which is what they are compared with.
 */
package dev.starling.episodes.gradient;
