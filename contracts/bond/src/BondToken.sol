// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.24;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {GovernedERC20} from "@kaisho/contracts/kaisho/GovernedERC20.sol";
import {GovernedToken} from "@kaisho/contracts/kaisho/GovernedToken.sol";

/// A digital bond: one token is one bond of `faceValue`, with a fixed yearly coupon, repaid at `maturity`.
/// Tokens are whole (no decimals) and move only between accounts that governance lets use this token.
contract BondToken is GovernedERC20 {
    string public isin; // ISO 6166, 12 characters
    string public currency; // ISO 4217, 3 letters
    uint256 public immutable faceValue; // of one bond, in the currency's smallest unit
    uint16 public immutable couponBasisPoints; // a year, 1/100 of a percent
    uint64 public immutable maturity; // seconds since 1970
    address public immutable issuer; // the company that owes the money

    error NotIssuer(address account);
    error NotMatured(uint64 maturity);
    error BadTerms(string what);

    event Issued(address indexed holder, uint256 bonds);
    event Redeemed(address indexed holder, uint256 bonds);

    modifier onlyIssuer() {
        if (msg.sender != issuer) revert NotIssuer(msg.sender);
        _;
    }

    constructor(
        string memory tokenId_,
        string memory name_,
        string memory isin_,
        string memory currency_,
        uint256 faceValue_,
        uint16 couponBasisPoints_,
        uint64 maturity_,
        address issuer_
    ) ERC20(name_, tokenId_) GovernedToken(tokenId_) {
        if (bytes(isin_).length != 12) revert BadTerms("isin");
        if (bytes(currency_).length != 3) revert BadTerms("currency");
        if (faceValue_ == 0) revert BadTerms("faceValue");
        if (couponBasisPoints_ > 10_000) revert BadTerms("couponBasisPoints");
        if (maturity_ <= block.timestamp) revert BadTerms("maturity");
        if (issuer_ == address(0)) revert BadTerms("issuer");
        isin = isin_;
        currency = currency_;
        faceValue = faceValue_;
        couponBasisPoints = couponBasisPoints_;
        maturity = maturity_;
        issuer = issuer_;
    }

    /// Bonds are not divisible.
    function decimals() public pure override returns (uint8) {
        return 0;
    }

    /// The issuer gives new bonds to a holder who may use the token.
    function mint(address holder, uint256 bonds) external onlyIssuer {
        _mint(holder, bonds);
        emit Issued(holder, bonds);
    }

    /// The issuer takes repaid bonds out of the world, not before maturity.
    function redeem(address holder, uint256 bonds) external onlyIssuer {
        if (block.timestamp < maturity) revert NotMatured(maturity);
        _burn(holder, bonds);
        emit Redeemed(holder, bonds);
    }

    /// What a holder's bonds earn in a year, in the currency's smallest unit, rounded down.
    function yearlyCouponOf(address holder) external view returns (uint256) {
        return (balanceOf(holder) * faceValue * couponBasisPoints) / 10_000;
    }
}
