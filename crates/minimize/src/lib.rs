//! Minimization: steepest descent, conjugate gradients, L-BFGS and FIRE over any potential.
